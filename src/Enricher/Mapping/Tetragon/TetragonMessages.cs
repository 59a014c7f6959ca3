using System.Globalization;

namespace Eyrie.Enricher.Mapping.Tetragon;

/// <summary>One line that says what a policy saw: its own message and what it is about.</summary>
internal static class TetragonMessages
{
    /// <summary>For instance <c>TCP connect started: tcp_connect 10.0.0.7:443 by /usr/bin/curl</c>.</summary>
    public static string Of(in TetragonPolicyEvent said, string action, FileFact? file, NetworkFact? network)
    {
        var intent = said.Message.Length > 0 ? said.Message : said.Policy;
        var target = network is { DestinationAddress: { } address }
            ? string.Create(CultureInfo.InvariantCulture, $" {address}{(network.DestinationPort is { } port ? $":{port}" : "")}")
            : file is not null ? $" {file.Path}" : "";
        var actor = said.Process?.Binary is { Length: > 0 } binary ? $" by {binary}" : "";
        return $"{intent}{(intent.Length > 0 ? ": " : "")}{action}{target}{actor}";
    }
}
