namespace ActorCrm.Domain.Settings;

/// <summary>Rows of the scenario matrix: the moments at which a scenario may act (spec/calls.md §1.3).</summary>
public enum Trigger
{
    /// <summary>Before pickup of an incoming call.</summary>
    T1,

    /// <summary>At the moment of pickup of an incoming call.</summary>
    T2,

    /// <summary>After a missed incoming call.</summary>
    T3,

    /// <summary>After an incoming call answered by an employee who is not responsible for the client.</summary>
    T4,

    /// <summary>After an incoming call answered by the responsible employee.</summary>
    T5,

    /// <summary>After a successful outgoing call by the responsible employee.</summary>
    T6,

    /// <summary>After a successful outgoing call by another employee.</summary>
    T7,

    /// <summary>After an unanswered outgoing call.</summary>
    T8,

    /// <summary>Call answered or made by an employee without a CRM user (CS-26); replaces T4–T8 .</summary>
    T9,

    /// <summary>Form sent from the site; one row, although it is printed twice .</summary>
    T10,
}

/// <summary>Columns of the scenario matrix: what a scenario can do (spec/calls.md §1.4).</summary>
public enum ScenarioAction
{
    /// <summary>Create contact, or write utm tags to one that has none.</summary>
    Ac1,

    /// <summary>Create deal when there is no open one, or write utm tags to one that has none.</summary>
    Ac2,

    /// <summary>Create deal only when there was never one; a closed deal gets the event instead.</summary>
    Ac3,

    /// <summary>Create organization, or write utm tags to one that has none.</summary>
    Ac4,

    /// <summary>Task for the Top manager.</summary>
    Ac5,

    /// <summary>Task for who answered or made the call.</summary>
    Ac6,

    /// <summary>Task for who is responsible for the client.</summary>
    Ac7,
}
