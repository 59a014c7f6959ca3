using static Eyrie.Contracts.Fields.DocumentField;

namespace Eyrie.Contracts.Fields;

/// <summary>Where it happened: <c>host</c>, <c>cloud</c>, <c>container</c>, <c>orchestrator</c>, <c>kubernetes</c> (Elastic Agent's names), <c>service</c>.</summary>
internal static class PlaceFields
{
    public static IReadOnlyList<DocumentField> All { get; } =
    [
        Keyword("agent.type", "With enricher.kibanaAnalyzer alone: Kibana's Analyzer draws processes of Elastic Defend only.", "endpoint").Of("endpoint"),
        Keyword("host.name", "The node.", "worker-1"),
        Keyword("host.hostname", "What the sensor calls the node.", "worker-1.example.com"),
        Keyword("host.type", "What kind of machine the node is.", "m6i.large"),
        Keyword("host.id", "The node's machine-id, where the cluster tells it: Elastic Agent's name of it, too.", "5f2c1d0e9b8a47c6a1b2c3d4e5f60718"),
        Keyword("host.architecture", "Its processors.", "x86_64"),
        Address("host.ip", "Its addresses, where the cluster tells them.", "192.168.1.4").List(),
        Keyword("host.os.type", "Its operating system: linux where system calls are read.", "linux").Of("linux", "windows"),
        Keyword("host.os.full", "Name and version of its operating system, where the cluster tells it.", "Ubuntu 24.04.1 LTS").AndText(),
        Keyword("host.os.name", "The name alone.", "Ubuntu").AndText(),
        Keyword("host.os.version", "The version alone.", "24.04.1 LTS"),
        Keyword("host.os.kernel", "Its kernel.", "6.8.0-45-generic"),
        Keyword("cloud.machine.type", "What kind of machine it is.", "m6i.large"),
        Keyword("service.name", "What the pod's app label calls it.", "shop"),

        Keyword("container.id", "The container's id: bare hex, as long as it is known.", "551e161c47d8"),
        Keyword("container.name", "Its name.", "web"),
        Keyword("container.runtime", "Who runs it.", "containerd"),
        Keyword("container.image.name", "Its image without the tag.", "docker.io/library/nginx"),
        Keyword("container.image.tag", "The image's tag.", "1.27").List(),
        Keyword("container.image.hash.all", "The image's digest.", "sha256:8e86f744").List(),
        Boolean("container.security_context.privileged", "It may do all that the host may."),

        Keyword("orchestrator.type", "Always Kubernetes.", "kubernetes").Of("kubernetes"),
        Keyword("orchestrator.cluster.name", "The cluster, as configured or as the event names it.", "production"),
        Keyword("orchestrator.api_version", "Version of the API that was called.", "v1"),
        Keyword("orchestrator.namespace", "Namespace of the pod or resource.", "shop"),
        Keyword("orchestrator.resource.type", "What was acted in or on.", "pod"),
        Keyword("orchestrator.resource.name", "Its name.", "web-7f9c-x2x4z"),
        Keyword("orchestrator.resource.id", "The pod's uid.", "11111111-2222-3333-4444-555555555555"),
        Address("orchestrator.resource.ip", "The pod's address.", "10.0.0.7").List(),
        Keyword("orchestrator.resource.parent.type", "What kind of workload owns it.", "Deployment"),

        Keyword("kubernetes.namespace", "The pod's namespace.", "shop"),
        Keyword("kubernetes.pod.name", "The pod.", "web-7f9c-x2x4z"),
        Keyword("kubernetes.pod.uid", "Its uid.", "11111111-2222-3333-4444-555555555555"),
        Address("kubernetes.pod.ip", "Its address.", "10.0.0.7"),
        Keyword("kubernetes.node.name", "The node.", "worker-1"),
        Flat("kubernetes.node.labels", "The node's labels, by allow-list; dots in keys are underscores.", """{"pool":"gpu"}"""),
        Keyword("kubernetes.container.name", "The container, as the pod calls it.", "web"),
        Keyword("kubernetes.service_account.name", "The pod's service account.", "web"),
        Keyword("kubernetes.deployment.name", "The Deployment that owns it.", "web"),
        Keyword("kubernetes.replicaset.name", "The ReplicaSet, where no Deployment owns it.", "web-7f9c"),
        Keyword("kubernetes.statefulset.name", "The StatefulSet that owns it.", "db"),
        Keyword("kubernetes.daemonset.name", "The DaemonSet that owns it.", "agent"),
        Keyword("kubernetes.cronjob.name", "The CronJob that owns it.", "backup"),
        Keyword("kubernetes.job.name", "The Job, where no CronJob owns it.", "migrate"),
        Flat("kubernetes.labels", "The pod's labels, by allow-list; dots in keys are underscores.", """{"app":"shop"}"""),
        Flat("kubernetes.namespace_labels", "The labels of the namespace, by allow-list; dots in keys are underscores.", """{"team":"shop"}"""),
        Flat("kubernetes.annotations", "The pod's annotations, by allow-list; dots in keys are underscores.", """{"prometheus_io/scrape":"true"}"""),
    ];
}
