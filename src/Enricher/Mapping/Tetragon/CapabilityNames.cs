using Eyrie.Protos.Tetragon;
using Google.Protobuf.Collections;

namespace Eyrie.Enricher.Mapping.Tetragon;

/// <summary>The kernel's names for capabilities.</summary>
internal static class CapabilityNames
{
    /// <summary>Names them; one that is newer than our list stays a number.</summary>
    public static IReadOnlyList<string> Of(RepeatedField<CapabilitiesType> capabilities)
    {
        if (capabilities.Count == 0)
        {
            return [];
        }

        var names = new string[capabilities.Count];
        for (var i = 0; i < names.Length; i++)
        {
            // The agent leaves the prefix out of this one.
            names[i] = capabilities[i] is CapabilitiesType.DacOverride ? "CAP_DAC_OVERRIDE" : ProtoNames<CapabilitiesType>.Of(capabilities[i]);
        }

        return names;
    }
}
