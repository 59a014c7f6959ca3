using Eyrie.Commands;
using Eyrie.Platform.Configuration;
using k8s;
using k8s.Models;

namespace Eyrie.Tests.Deploy;

/// <summary><c>deploy/k8s/base</c>: what refers to what, and whether the program would run with it.</summary>
public sealed class BaseTests
{
    private static readonly IReadOnlyList<IKubernetesObject> Objects = Manifests.Of("base");
    private static readonly (string Name, V1PodTemplateSpec Template, V1LabelSelector? Selector)[] Workloads =
    [
        .. Objects.OfType<V1DaemonSet>().Select(one => (one.Name(), one.Spec.Template, (V1LabelSelector?)one.Spec.Selector)),
        .. Objects.OfType<V1Deployment>().Select(one => (one.Name(), one.Spec.Template, (V1LabelSelector?)one.Spec.Selector)),
        .. Objects.OfType<V1Job>().Select(one => (one.Name(), one.Spec.Template, (V1LabelSelector?)null)),
    ];

    public static TheoryData<string> Names => [.. Workloads.Select(workload => workload.Name)];

    [Fact]
    public void Has_every_stage() => Assert.Equal(
        ["eyrie-enricher", "eyrie-ingestor", "eyrie-sink-elasticsearch", "eyrie-sink-pagerduty", "eyrie-sink-slack", "eyrie-topics"],
        Workloads.Select(workload => workload.Name).Order(StringComparer.Ordinal));

    [Theory]
    [MemberData(nameof(Names))]
    public void Runs_a_command_that_the_program_has(string name)
    {
        var container = Container(name);

        Assert.Empty(Program.Create().Parse([.. container.Args]).Errors);
        Assert.Equal("eyrie", container.Image);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Is_found_by_its_selector_and_mounts_what_it_names(string name)
    {
        var (_, template, selector) = Workloads.Single(workload => workload.Name == name);
        var volumes = template.Spec.Volumes.Select(volume => volume.Name).ToHashSet();

        Assert.All(selector?.MatchLabels ?? new Dictionary<string, string>(), label => Assert.Equal(label.Value, template.Metadata.Labels[label.Key]));
        Assert.All(template.Spec.Containers.Concat(template.Spec.InitContainers ?? []), container => Assert.All(container.VolumeMounts, mount => Assert.Contains(mount.Name, volumes)));
        Assert.Contains(Objects.OfType<V1ServiceAccount>(), account => account.Name() == template.Spec.ServiceAccountName);
        Assert.All(template.Spec.Volumes.Where(volume => volume.ConfigMap is not null), volume => Assert.Equal("eyrie-config", volume.ConfigMap.Name));
        foreach (var probe in Probes(Container(name)))
        {
            Assert.Contains(Container(name).Ports, port => port.Name == probe.HttpGet.Port.Value);
            Assert.Contains(probe.HttpGet.Path, (string[])["/livez", "/readyz"]);
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void May_do_as_little_as_possible(string name)
    {
        var (_, template, _) = Workloads.Single(workload => workload.Name == name);

        Assert.True(template.Spec.SecurityContext.RunAsNonRoot);
        Assert.Equal("RuntimeDefault", template.Spec.SecurityContext.SeccompProfile.Type);
        Assert.Equal(name is "eyrie-enricher", template.Spec.AutomountServiceAccountToken);
        Assert.All(template.Spec.Containers.Concat(template.Spec.InitContainers ?? []), container =>
        {
            Assert.False(container.SecurityContext.AllowPrivilegeEscalation);
            Assert.True(container.SecurityContext.ReadOnlyRootFilesystem);
            Assert.Equal(["ALL"], container.SecurityContext.Capabilities.Drop);
            Assert.NotNull(container.Resources.Limits["memory"]);
            Assert.NotNull(container.Resources.Requests["cpu"]);
            Assert.False(container.Resources.Limits.ContainsKey("cpu")); // what is throttled is late
        });
        Assert.All(template.Spec.Containers, container => Assert.Null(container.SecurityContext.Capabilities.Add));
    }

    [Fact]
    public void May_only_look_at_the_cluster()
    {
        var role = Assert.Single(Objects.OfType<V1ClusterRole>());

        Assert.All(role.Rules, rule => Assert.Equal(["get", "list", "watch"], rule.Verbs));
        Assert.Equal(["jobs", "namespaces", "nodes", "pods", "replicasets", "services"], role.Rules.SelectMany(rule => rule.Resources).Order(StringComparer.Ordinal));
        Assert.Equal(role.Name(), Assert.Single(Objects.OfType<V1ClusterRoleBinding>()).RoleRef.Name);
    }

    [Fact]
    public void Has_services_policies_and_budgets_that_find_their_pods()
    {
        var service = Assert.Single(Objects.OfType<V1Service>());
        Assert.Equal("Local", service.Spec.InternalTrafficPolicy);
        Assert.All(Fitting(service.Spec.Selector), template => Assert.Contains(template.Spec.Containers[0].Ports, port => port.Name == service.Spec.Ports[0].TargetPort.Value && port.ContainerPort == 2801));
        Assert.NotEmpty(Fitting(service.Spec.Selector));
        Assert.All(Objects.OfType<V1PodDisruptionBudget>(), budget => Assert.Single(Fitting(budget.Spec.Selector.MatchLabels)));
        Assert.All(Objects.OfType<V1NetworkPolicy>(), policy =>
        {
            Assert.NotEmpty(Fitting(policy.Spec.PodSelector.MatchLabels));
            Assert.All((policy.Spec.PodSelector.MatchExpressions ?? []).SelectMany(expression => expression.Values), component => Assert.Contains($"eyrie-{component}", Workloads.Select(workload => workload.Name)));
        });
        var deny = Objects.OfType<V1NetworkPolicy>().Single(policy => policy.Name() == "eyrie-deny");
        Assert.Equal(["Ingress", "Egress"], deny.Spec.PolicyTypes);
        Assert.True(deny.Spec is { Ingress: null, Egress: null });
    }

    [Theory]
    [InlineData("base/eyrie.env")]
    [InlineData("base/eyrie.env", "overlays/production/eyrie.env")]
    public void Has_a_configuration_that_the_program_takes(params string[] environments)
    {
        var variables = environments.SelectMany(file => File.ReadLines(Path.Combine(Repository.Root, "deploy", "k8s", file))).Where(line => line.Length > 0)
            .Select(line => line.Split('=', 2)).GroupBy(pair => pair[0]).ToDictionary(group => group.Key, group => group.Last()[1]);

        var loaded = ConfigurationLoader.Load(Path.Combine(Repository.Root, "deploy/k8s/base/eyrie.yaml"), variables, EyrieConfiguration.Sections);

        Assert.All(loaded.Problems, problem => Assert.Contains("there is no such file", problem.ToString(), StringComparison.Ordinal)); // the secrets are in the cluster
        Assert.Equal(["falco", "tetragon"], EyrieConfiguration.SensorNames(loaded.Configuration).Order(StringComparer.Ordinal));
        Assert.Equal(["elasticsearch", "pagerduty", "slack"], EyrieConfiguration.SinkNames(loaded.Configuration).Order(StringComparer.Ordinal));
        AssertMounted(loaded.Problems.Select(problem => problem.ToString()));
    }

    // Every file that the configuration names is below a mount of the workload that reads it.
    private static void AssertMounted(IEnumerable<string> problems)
    {
        var mounts = Workloads.SelectMany(workload => workload.Template.Spec.Containers).SelectMany(container => container.VolumeMounts).Select(mount => mount.MountPath)
            .Append("/run/secrets/eyrie/kafka").Append("/run/secrets/eyrie/kafka-ca").ToList(); // of the overlay's patch
        Assert.All(problems, problem => Assert.Contains(mounts, mount => problem.Contains($"'{mount}/", StringComparison.Ordinal)));
    }

    private static V1Container Container(string name) => Workloads.Single(workload => workload.Name == name).Template.Spec.Containers.Single();

    private static IEnumerable<V1Probe> Probes(V1Container container) => new[] { container.StartupProbe, container.LivenessProbe, container.ReadinessProbe }.Where(probe => probe is not null);

    private static IEnumerable<V1PodTemplateSpec> Fitting(IDictionary<string, string> labels) =>
        Workloads.Select(workload => workload.Template).Where(template => labels.All(label => template.Metadata.Labels.TryGetValue(label.Key, out var value) && value == label.Value));
}
