namespace ActorCrm.Domain.Criteria;

/// <summary>Collects faults, as many as one answer may name.</summary>
internal sealed class CriteriaFaults
{
    private readonly List<CriteriaFault> _found = [];

    public IReadOnlyList<CriteriaFault> Found => _found;

    /// <summary>Whether reading on is of no use.</summary>
    public bool IsFull => _found.Count >= CriteriaLimits.FaultsMax;

    public void Add(string pointer, string code, string message)
    {
        if (!IsFull)
        {
            _found.Add(new CriteriaFault(pointer, code, message));
        }
    }
}
