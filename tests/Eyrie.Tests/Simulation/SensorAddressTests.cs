using System.Net.Sockets;
using Eyrie.Simulation;

namespace Eyrie.Tests.Simulation;

public sealed class SensorAddressTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("eyrie-");

    private string SocketPath => Path.Combine(_folder.FullName, "s.sock");

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [InlineData("unix:///run/x.sock", "unix:///run/x.sock")]
    [InlineData("unix:/run/x.sock", "unix:///run/x.sock")]
    [InlineData("localhost:54321", "http://localhost:54321")]
    [InlineData("http://127.0.0.1:5060/", "http://127.0.0.1:5060")]
    [InlineData("[::1]:5060", "http://[::1]:5060")]
    public void Reads_what_a_person_types(string typed, string client)
    {
        var address = SensorAddress.Parse(typed);

        Assert.Equal(client, address.Describe(address.Port));
    }

    [Theory]
    [InlineData("unix://run/x.sock")]
    [InlineData("unix:x.sock")]
    [InlineData("localhost")]
    [InlineData(":5060")]
    [InlineData("localhost:99999")]
    [InlineData("https://localhost:5060")]
    public void Refuses_what_is_no_address(string typed) =>
        Assert.Contains(typed, Assert.Throws<FormatException>(() => SensorAddress.Parse(typed)).Message, StringComparison.Ordinal);

    [Fact]
    public void Removes_a_socket_that_nobody_listens_on()
    {
        using (var crashed = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified))
        {
            crashed.Bind(new UnixDomainSocketEndPoint(SocketPath));
            File.Move(SocketPath, SocketPath + ".kept"); // .NET removes the file it bound, a crash does not
        }

        File.Move(SocketPath + ".kept", SocketPath);
        SensorAddress.Parse($"unix://{SocketPath}").ClearStaleSocket();

        Assert.False(File.Exists(SocketPath));
    }

    [Fact]
    public void Leaves_a_socket_that_somebody_listens_on()
    {
        using var other = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        other.Bind(new UnixDomainSocketEndPoint(SocketPath));
        other.Listen();

        Assert.Throws<IOException>(SensorAddress.Parse($"unix://{SocketPath}").ClearStaleSocket);
        Assert.True(File.Exists(SocketPath));
    }

    [Fact]
    public void Leaves_a_file_that_is_no_socket()
    {
        File.WriteAllText(SocketPath, "precious");

        Assert.Throws<IOException>(SensorAddress.Parse($"unix://{SocketPath}").ClearStaleSocket);
        Assert.Equal("precious", File.ReadAllText(SocketPath));
    }
}
