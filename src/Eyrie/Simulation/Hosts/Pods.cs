namespace Eyrie.Simulation.Hosts;

/// <summary>The pods that live on the simulated node, and what each runs.</summary>
internal static class Pods
{
    public const string Storefront = "storefront";
    public const string Orders = "orders";
    public const string Database = "orders-db";
    public const string Checkout = "checkout";
    public const string NodeExporter = "node-exporter";
    public const string Dns = "coredns";
    public const string Report = "nightly-report";

    /// <summary>Where the guide's attack happens.</summary>
    public const string Test = "test-pod";

    /// <summary>Where the web shell is.</summary>
    public const string Gallery = "gallery";

    private const uint WwwData = 33;
    private const uint Nobody = 65534;

    public static readonly IReadOnlyList<(PodPlan Plan, Command Main)> All =
    [
        (Deployment("kube-system", Dns, "5d78c9869d", "x2k4p", 2, "registry.k8s.io/coredns/coredns", "v1.11.3"),
            new("/coredns", "-conf", "/etc/coredns/Corefile") { Uid = Nobody }),
        (Daemon("monitoring", NodeExporter, "7vq2n", 3, "quay.io/prometheus/node-exporter", "v1.8.2"),
            new("/bin/node_exporter", "--path.procfs=/host/proc", "--path.sysfs=/host/sys") { Uid = Nobody }),
        (Deployment("shop", Storefront, "6c9f7d5b84", "m8zrt", 11, "docker.io/library/nginx", "1.27"),
            new("/usr/sbin/nginx", "-g", "daemon off;")),
        (Deployment("shop", Orders, "7b8d6f9c55", "qh4wd", 12, "registry.example.com/shop/orders", "4.12.0"),
            new("/opt/java/openjdk/bin/java", "-Xmx512m", "-jar", "/app/orders.jar") { Uid = 1001, WorkingDirectory = "/app" }),
        (Stateful("shop", Database, 13, "docker.io/library/postgres", "17.2"),
            new("/usr/lib/postgresql/17/bin/postgres", "-D", "/var/lib/postgresql/data") { Uid = 999 }),
        (Deployment("payments", Checkout, "5f4c8b7d9f", "t6xkc", 21, "registry.example.com/payments/checkout", "2.3.1"),
            new("/usr/local/bin/python3.12", "/usr/local/bin/gunicorn", "-b", "0.0.0.0:8000", "checkout.app:app")
            {
                Uid = 1000,
                WorkingDirectory = "/srv",
            }),
        (Job("batch", Report, "29390400", "kd7fs", 31, "registry.example.com/batch/report", "1.9"),
            new("/bin/sleep", "infinity") { Mapped = "/usr/bin/coreutils" }),
        (Plain("default", Test, 41, "docker.io/library/httpd", "2.4"),
            new("/usr/local/apache2/bin/httpd", "-DFOREGROUND") { WorkingDirectory = "/usr/local/apache2" }),
        (Deployment("web", Gallery, "84d5c6f7bb", "p9v2l", 51, "registry.example.com/web/gallery", "1.4.2"),
            new("/usr/local/sbin/php-fpm", "--nodaemonize") { Uid = WwwData, WorkingDirectory = "/var/www/html" }),
    ];

    private static PodPlan Deployment(string ns, string name, string hash, string suffix, int address, string image, string tag) =>
        Plan(ns, $"{name}-{hash}-{suffix}", name, "Deployment", address, image, tag, ("pod-template-hash", hash));

    private static PodPlan Daemon(string ns, string name, string suffix, int address, string image, string tag) =>
        Plan(ns, $"{name}-{suffix}", name, "DaemonSet", address, image, tag, ("pod-template-generation", "1"));

    private static PodPlan Stateful(string ns, string name, int address, string image, string tag) =>
        Plan(ns, $"{name}-0", name, "StatefulSet", address, image, tag, ("apps.kubernetes.io/pod-index", "0"));

    private static PodPlan Job(string ns, string name, string run, string suffix, int address, string image, string tag) =>
        Plan(ns, $"{name}-{run}-{suffix}", name, "CronJob", address, image, tag, ("batch.kubernetes.io/job-name", $"{name}-{run}"));

    private static PodPlan Plain(string ns, string name, int address, string image, string tag) =>
        Plan(ns, name, name, "Pod", address, image, tag, ("run", name));

    private static PodPlan Plan(
        string ns, string pod, string workload, string kind, int address, string image, string tag, (string Key, string Value) label) =>
        new(ns, pod, workload, kind)
        {
            Container = workload,
            Repository = image,
            Tag = tag,
            Address = $"10.244.1.{address}",
            Labels = new Dictionary<string, string> { ["app.kubernetes.io/name"] = workload, [label.Key] = label.Value },
        };
}
