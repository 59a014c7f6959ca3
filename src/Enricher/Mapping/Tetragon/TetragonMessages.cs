using System.Globalization;
using System.Net;
using Eyrie.Protos.Tetragon;

namespace Eyrie.Enricher.Mapping.Tetragon;

/// <summary>One line that says what a policy saw: its own message and what it is about.</summary>
internal static class TetragonMessages
{
    /// <summary>For instance <c>TCP connect started: tcp_connect 10.0.0.7:443 by /usr/bin/curl</c>.</summary>
    public static string Of(in TetragonPolicyEvent said, string action, FileFact? file, NetworkFact? network, UserFact? taken)
    {
        var intent = said.Message.Length > 0 ? said.Message : said.Policy;
        var target = network is { DestinationAddress: not null } ? To(network) : file is not null ? $" {file.Path}" : taken is not null ? To(taken) : About(said);
        return $"{intent}{(intent.Length > 0 ? ": " : "")}{action}{target}{By(said.Process)}";
    }

    /// <summary>For instance <c>Tetragon event process_connect 203.0.113.7:443 by /usr/bin/curl</c>.</summary>
    public static string Of(UnknownTetragonEvent said, NetworkFact? network) => $"Tetragon event {said.Name}{To(network)}{By(said.Process)}";

    private static string To(UserFact taken) => taken.Id is { } user ? $" to user {user}" : $" to group {taken.GroupId}";

    // What it was about, where that is no file and no address: a module, a capability, a text.
    private static string About(in TetragonPolicyEvent said)
    {
        foreach (var argument in said.Arguments)
        {
            var text = argument switch
            {
                { ModuleArg.Name: { Length: > 0 } module } => module,
                { CapabilityArg.Name: { Length: > 0 } capability } => capability,
                { HasStringArg: true } => argument.StringArg,
                _ => "",
            };
            if (text.Length > 0)
            {
                return $" {text}";
            }
        }

        return "";
    }

    // Whom it went to; of a socket that listens, where.
    private static string To(NetworkFact? network) => network switch
    {
        { DestinationAddress: { } address } => End(address, network.DestinationPort),
        { SourceAddress: { } address } => End(address, network.SourcePort),
        _ => "",
    };

    private static string End(IPAddress address, int? port) =>
        string.Create(CultureInfo.InvariantCulture, $" {address}{(port is null ? "" : ":")}{port}");

    private static string By(Process? process) => process?.Binary is { Length: > 0 } binary ? $" by {binary}" : "";
}
