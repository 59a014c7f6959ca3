using Eyrie.Contracts;

namespace Eyrie.Enricher.Documents;

/// <summary>Writes which API was called and on what: <c>cloud</c>, <c>url</c>, <c>http</c>, <c>entity.target</c>.</summary>
internal static class CallSection
{
    /// <summary>Writes the section.</summary>
    public static void Write(EcsWriter ecs, TextGuard guard, Observation observation)
    {
        if (observation.Call is { } call)
        {
            WriteCall(ecs, guard, call);
        }

        if (observation.Cloud is { } cloud)
        {
            WriteTarget(ecs, guard, cloud);
        }
    }

    /// <summary>Writes <c>cloud</c>; where the node's cloud would be written, this call's comes first.</summary>
    public static void WriteCloud(EcsWriter ecs, TextGuard guard, CloudFact cloud)
    {
        ecs.Open("cloud");
        ecs.Write("provider", cloud.Provider);
        ecs.Open("account");
        ecs.Write("id", guard.Clean(cloud.AccountId));
        ecs.Write("name", guard.Clean(cloud.AccountName));
        ecs.Close();
        ecs.Open("project");
        ecs.Write("id", guard.Clean(cloud.ProjectId));
        ecs.Close();
        ecs.Write("region", guard.Clean(cloud.Region));
        ecs.Write("availability_zone", guard.Clean(cloud.AvailabilityZone));
        ecs.Open("service");
        ecs.Write("name", guard.Clean(cloud.Service));
        ecs.Close();
        ecs.Open("instance");
        ecs.Write("id", guard.Clean(cloud.InstanceId));
        ecs.Close();
        ecs.Close();
    }

    private static void WriteCall(EcsWriter ecs, TextGuard guard, ApiCallFact call)
    {
        var url = guard.Clean(call.Url);
        var query = url?.IndexOf('?', StringComparison.Ordinal) ?? -1;
        ecs.Open("url");
        ecs.Write("original", url);
        if (url is ['/', ..])
        {
            ecs.Write("path", url.AsSpan(0, query < 0 ? url.Length : query));
            ecs.Write("query", query < 0 ? default : url.AsSpan(query + 1));
        }

        ecs.Close();
        ecs.Open("http");
        ecs.Open("request");
        ecs.Write("id", guard.Clean(call.RequestId));
        ecs.Close();
        ecs.Open("response");
        ecs.Write("status_code", call.StatusCode);
        ecs.Close();
        ecs.Close();
    }

    private static void WriteTarget(EcsWriter ecs, TextGuard guard, CloudFact cloud)
    {
        ecs.Open("entity");
        ecs.Open("target");
        ecs.Write("id", guard.Clean(cloud.ResourceId));
        ecs.Write("name", guard.Clean(cloud.ResourceName));
        ecs.WriteOne("type", guard.Clean(cloud.ResourceType));
        ecs.Close();
        ecs.Close();
    }
}
