using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Eyrie.Tests.Supply;

/// <summary>The software bill of materials (CycloneDX 1.6), from the lock file of <c>src/Eyrie</c>: the same input gives the same bytes.</summary>
internal static class Sbom
{
    /// <summary>Locked for the build alone: nothing of them is in what is published.</summary>
    public static readonly string[] OfTheBuild = ["Grpc.Tools", "Microsoft.CodeAnalysis.BannedApiAnalyzers"];

    private static readonly JsonSerializerOptions Readable = new() { WriteIndented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The document.</summary>
    public static string Text()
    {
        var locked = LockedPackage.Of("src/Eyrie").OrderBy(package => package.Name, StringComparer.Ordinal).ToList();
        var packages = locked.Where(package => package.IsPackage).ToList();
        var version = typeof(Program).Assembly.GetName().Version!.ToString(3);
        var self = $"pkg:generic/eyrie@{version}";
        var components = new JsonArray([.. packages.Select(Component), .. NativePart.All.Select(Component)]);
        var dependencies = new JsonArray(
        [
            Dependency(self, packages.Where(package => IsDirect(package, locked)).Select(Url)),
            .. packages.Select(package => Dependency(Url(package), Needs(package, packages))),
        ]);
        return new JsonObject
        {
            ["bomFormat"] = "CycloneDX",
            ["specVersion"] = "1.6",
            ["serialNumber"] = $"urn:uuid:{Serial(components.ToJsonString() + version)}",
            ["version"] = 1,
            ["metadata"] = new JsonObject
            {
                ["component"] = new JsonObject { ["type"] = "application", ["bom-ref"] = self, ["name"] = "eyrie", ["version"] = version, ["licenses"] = Licenses("Apache-2.0"), ["purl"] = self },
            },
            ["components"] = components,
            ["dependencies"] = dependencies,
        }.ToJsonString(Readable) + "\n";
    }

    private static JsonObject Component(LockedPackage package) => new()
    {
        ["type"] = "library",
        ["bom-ref"] = Url(package),
        ["name"] = package.Name,
        ["version"] = package.Version,
        ["scope"] = OfTheBuild.Contains(package.Name) ? "excluded" : "required",
        ["hashes"] = new JsonArray(new JsonObject { ["alg"] = "SHA-512", ["content"] = package.Hash }),
        ["licenses"] = Licenses(PackageLicense.Of(package)),
        ["purl"] = Url(package),
    };

    private static JsonObject Component(NativePart part) => new()
    {
        ["type"] = "library",
        ["bom-ref"] = Url(part),
        ["name"] = part.Name,
        ["version"] = part.Version,
        ["scope"] = "required",
        ["licenses"] = Licenses(part.License),
        ["cpe"] = $"cpe:2.3:a:{part.Cpe}:{part.Version}:*:*:*:*:*:*:*",
        ["purl"] = Url(part),
    };

    private static JsonObject Dependency(string from, IEnumerable<string> to) =>
        new() { ["ref"] = from, ["dependsOn"] = new JsonArray([.. to.Select(one => JsonValue.Create(one))]) };

    private static JsonArray Licenses(string id) => new(new JsonObject { ["license"] = new JsonObject { ["id"] = id } });

    // What a project of ours asks for, or the program itself: nothing else leads to it.
    private static bool IsDirect(LockedPackage package, List<LockedPackage> locked) =>
        locked.Any(project => !project.IsPackage && project.Dependencies.Contains(package.Name))
        || !locked.Any(other => other.Dependencies.Contains(package.Name, StringComparer.OrdinalIgnoreCase));

    private static IEnumerable<string> Needs(LockedPackage package, List<LockedPackage> packages) =>
        packages.Where(other => package.Dependencies.Contains(other.Name, StringComparer.OrdinalIgnoreCase)).Select(Url)
            .Concat(package.Name is NativePart.Package ? NativePart.All.Select(Url) : []);

    private static string Url(LockedPackage package) => $"pkg:nuget/{package.Name}@{package.Version}";

    private static string Url(NativePart part) => $"pkg:generic/{part.Name}@{part.Version}";

    // A UUID of version 8: made from what it stands for.
    private static Guid Serial(string content)
    {
        var bytes = SHA256.HashData(Encoding.UTF8.GetBytes(content))[..16];
        bytes[6] = (byte)((bytes[6] & 0x0f) | 0x80);
        bytes[8] = (byte)((bytes[8] & 0x3f) | 0x80);
        return new(bytes, bigEndian: true);
    }
}
