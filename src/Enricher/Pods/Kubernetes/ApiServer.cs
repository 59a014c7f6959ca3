namespace Eyrie.Enricher.Pods.Kubernetes;

/// <summary>The API server. Keeps a connection until the server refuses its credentials or certificates, or is not where it was, then reads again where and who. Thread-safe.</summary>
internal sealed class ApiServer(ClusterAccess access) : IDisposable
{
    private readonly SemaphoreSlim _gate = new(1);
    private ApiConnection? _connection;

    /// <summary>Tells failures in words that name the server.</summary>
    public ApiFailures Failures { get; private set; } = new("?", access.Origin);

    /// <summary>Its address; what its credentials are from as long as that is not known.</summary>
    public string Name => _connection?.Server ?? access.Origin;

    /// <summary>Lists or watches; the answer is a success, its body is not read yet.</summary>
    /// <exception cref="ApiException">It is none.</exception>
    public async Task<HttpResponseMessage> GetAsync(WatchedResource resource, string verb, string path, CancellationToken cancellation)
    {
        var connection = await ConnectAsync(cancellation);
        try
        {
            var response = await connection.GetAsync(path, verb == "watch" ? resource.WatchAccept : resource.ListAccept, cancellation);
            if (response.IsSuccessStatusCode)
            {
                return response;
            }

            using (response)
            {
                throw await Failures.OfAsync(response, resource, verb, cancellation);
            }
        }
        catch (HttpRequestException e)
        {
            throw Forgetting(connection, Failures.Of(e));
        }
        catch (ApiException e)
        {
            throw Forgetting(connection, e);
        }
    }

    public void Dispose()
    {
        _connection?.Dispose();
        _gate.Dispose();
    }

    // Others may still read from the old connection: it goes when they are done.
    private ApiException Forgetting(ApiConnection connection, ApiException failure)
    {
        if (failure.Trouble is ApiTrouble.Unauthorized or ApiTrouble.Tls or ApiTrouble.Credentials or ApiTrouble.Name or ApiTrouble.Unreachable)
        {
            Interlocked.CompareExchange(ref _connection, null, connection);
        }

        return failure;
    }

    private async Task<ApiConnection> ConnectAsync(CancellationToken cancellation)
    {
        if (Volatile.Read(ref _connection) is { } known)
        {
            return known;
        }

        await _gate.WaitAsync(cancellation);
        try
        {
            return _connection ??= await Task.Run(Open, cancellation);
        }
        finally
        {
            _gate.Release();
        }
    }

    // A plugin may take its time: not on the caller's thread.
    private ApiConnection Open()
    {
        var configuration = access.Read();
        try
        {
            var connection = new ApiConnection(configuration);
            Failures = new(connection.Server, access.Origin);
            return connection;
        }
        catch (Exception e) when (e is FormatException or System.Security.Cryptography.CryptographicException or IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new ApiException(ApiTrouble.Credentials, $"no credentials for the API server ({access.Origin}): {e.Message}", e);
        }
    }
}
