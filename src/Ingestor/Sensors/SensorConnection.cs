using Eyrie.Platform;
using Grpc.Core;
using Grpc.Net.Client;

namespace Eyrie.Ingestor.Sensors;

/// <summary>
/// One gRPC connection to a sensor, opened for one attempt at reading and closed after it: who connects again starts from
/// nothing, with the certificates as they are then. Failures come out in the pipeline's words.
/// </summary>
internal sealed class SensorConnection : IDisposable
{
    // So large that a pause of ours (a collection, a busy node) does not stop the sensor from sending: Tetragon would drop.
    private const int WindowBytes = 8 * 1024 * 1024;

    private readonly GrpcChannel _channel;
    private readonly CallInvoker _calls;
    private readonly TimeSpan _answerTimeout;
    private readonly Action _lostMessage;

    private SensorConnection(SensorEndpoint endpoint, SensorContext context)
    {
        var (sensor, ingestor) = (context.Sensor, context.Ingestor);
        _answerTimeout = ingestor.ConnectTimeout;
        Failures = new(sensor, endpoint);
        _lostMessage = () => context.Metrics.MessageTooLarge(new(sensor.Name));
        // The name to check in the certificate is the URI's host, whatever SslOptions say; the socket goes to the endpoint's.
        var named = new UriBuilder(endpoint.Uri) { Host = sensor.Tls?.ServerName ?? endpoint.Uri.Host };
        _channel = GrpcChannel.ForAddress(named.Uri, new()
        {
            HttpHandler = Handler(endpoint, context),
            DisposeHttpClient = true,
            MaxReceiveMessageSize = ingestor.MaxMessageBytes,
        });
        _calls = _channel.CreateCallInvoker();
    }

    public GrpcFailures Failures { get; }

    /// <summary>Makes ready to connect; the first call does it.</summary>
    /// <exception cref="PipelineException">A certificate file cannot be used; see <see cref="SensorTls"/>.</exception>
    public static SensorConnection Open(SensorContext context)
    {
        var sensor = context.Sensor;
        var endpoint = SensorEndpoint.Parse(sensor.Address, preferTls: sensor.Tls is not null)
            ?? throw new PipelineException(FailureKind.Fatal, $"the address '{sensor.Address}' is none of {SensorEndpoint.Forms}");
        return new(endpoint, context);
    }

    /// <summary>Asks once, with a time limit.</summary>
    /// <returns>The answer's bytes; null when the sensor does not know the method.</returns>
    public async Task<byte[]?> AskAsync<TRequest>(
        Method<TRequest, byte[]> method, TRequest request, TimeProvider time, CancellationToken cancellation)
        where TRequest : class
    {
        using var limit = new CancellationTokenSource(_answerTimeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, limit.Token);
        try
        {
            using var call = _calls.AsyncUnaryCall(method, host: null, new(cancellationToken: either.Token), request);
            var answer = await call.ResponseAsync;
            Failures.Answered();
            return answer;
        }
        catch (RpcException e) when (e.StatusCode is StatusCode.Unimplemented)
        {
            Failures.Answered();
            return null;
        }
        catch (Exception e) when (limit.IsCancellationRequested && !cancellation.IsCancellationRequested)
        {
            throw Failures.Silent(_answerTimeout, e);
        }
        catch (Exception e) when (GrpcFailures.IsFailure(e))
        {
            cancellation.ThrowIfCancellationRequested();
            throw Failures.Explain(e);
        }
    }

    /// <summary>Starts a stream; its messages are read with <see cref="SensorCall.NextAsync"/>.</summary>
    public SensorCall Stream<TRequest>(Method<TRequest, byte[]> method, TRequest request, CancellationToken cancellation)
        where TRequest : class =>
        new(
            _calls.AsyncServerStreamingCall(method, host: null, new(cancellationToken: cancellation), request),
            Failures,
            _lostMessage,
            cancellation);

    public void Dispose() => _channel.Dispose();

    private static SocketsHttpHandler Handler(SensorEndpoint endpoint, SensorContext context) => new()
    {
        ConnectTimeout = context.Ingestor.ConnectTimeout,
        ConnectCallback = (_, cancellation) => endpoint.SocketPath is { } path
            ? SensorSocket.ConnectAsync(path, cancellation)
            : SensorSocket.ConnectAsync(endpoint.Uri.IdnHost, endpoint.Uri.Port, cancellation),
        SslOptions = endpoint.UsesTls ? context.Tls.Read(context.Sensor.Tls) : new(),
        InitialHttp2StreamWindowSize = WindowBytes,
        PooledConnectionIdleTimeout = Timeout.InfiniteTimeSpan,
        UseProxy = false, // a sensor is beside us; a proxy from the environment is for the outside
        UseCookies = false,
        AllowAutoRedirect = false,
        ActivityHeadersPropagator = null, // ten polls a second are no traces
    };
}
