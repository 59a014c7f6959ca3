using static Eyrie.Contracts.Fields.DocumentField;

namespace Eyrie.Contracts.Fields;

/// <summary>Calls of APIs as audit logs have them: <c>cloud</c>, <c>url</c>, <c>http</c>, <c>entity.target</c>.</summary>
internal static class CallFields
{
    public static IReadOnlyList<DocumentField> All { get; } =
    [
        Keyword("cloud.provider", "Whose API was called, else of whose cloud the node is.", "aws"),
        Keyword("cloud.account.id", "The account.", "123456789012"),
        Keyword("cloud.account.name", "Its name: an organization.", "example"),
        Keyword("cloud.project.id", "The project.", "shop-production"),
        Keyword("cloud.region", "The region of the call, else of the node.", "eu-central-1"),
        Keyword("cloud.availability_zone", "The zone in it.", "eu-central-1a"),
        Keyword("cloud.service.name", "The service whose API was called.", "iam"),
        Keyword("cloud.instance.id", "The machine: of the call, else the node.", "i-0123456789abcdef0"),
        Wildcard("url.original", "What was asked for, as it was.", "/api/v1/namespaces/shop/pods?limit=500").AndText(),
        Wildcard("url.path", "Its path.", "/api/v1/namespaces/shop/pods"),
        Keyword("url.query", "What follows the question mark.", "limit=500"),
        Keyword("http.request.id", "The call's id in the audit log.", "0d2f1a55-8c23-4a3e-9c80-6f8d6a1e2f10"),
        Whole("http.response.status_code", "Status of the answer.", "403"),
        Keyword("entity.target.id", "What the call was about: its full name or address.", "projects/_/buckets/invoices"),
        Keyword("entity.target.name", "Its name.", "invoices").AndText(),
        Keyword("entity.target.type", "What kind of object it is.", "bucket").List(),
    ];
}
