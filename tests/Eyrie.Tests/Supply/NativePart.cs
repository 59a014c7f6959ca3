namespace Eyrie.Tests.Supply;

/// <summary>A library that is linked into <c>librdkafka.so</c>: no package names it, and its flaws would be ours.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Version">The version that is linked in.</param>
/// <param name="License">SPDX's identifier.</param>
/// <param name="Cpe">Vendor and product in the vulnerability database.</param>
/// <param name="Proof">What the binary has in it, if it is that version.</param>
internal sealed record NativePart(string Name, string Version, string License, string Cpe, string Proof)
{
    /// <summary>The package they are in.</summary>
    public const string Package = "librdkafka.redist";

    /// <summary>What was found in the binaries for Linux.</summary>
    public static IReadOnlyList<NativePart> All { get; } =
    [
        new("openssl", "3.5.8", "Apache-2.0", "openssl:openssl", "OpenSSL 3.5.8 "),
        new("zlib", "1.3.2", "Zlib", "zlib:zlib", "deflate 1.3.2 "),
        new("zstd", "1.5.7", "BSD-3-Clause", "facebook:zstandard", "1.5.7"),
        new("lz4", "1.9.4", "BSD-2-Clause", "lz4_project:lz4", "1.9.4"),
    ];

    /// <summary>The binaries that the image has.</summary>
    public static IEnumerable<string> Binaries => ((string[])["linux-x64", "linux-arm64"]).SelectMany(system => Directory.EnumerateFiles(
        Path.Combine(PackageLicense.Folder, Package, LockedPackage.Of("src/Eyrie").Single(package => package.Name is Package).Version, "runtimes", system, "native"), "*.so"));
}
