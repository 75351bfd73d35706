using ActorCrm.Runtime.Grains;

namespace ActorCrm.Domain.Imports;

/// <summary>Registers imports. The names are stored with rows: they never change.</summary>
public static class ImportsDomain
{
    /// <summary>Adds the grain types and messages of imports.</summary>
    public static void AddTo(GrainCatalog catalog)
    {
        var json = ImportJson.Default;
        catalog.Add(new GrainType<RecordImport>(RecordImport.Type, json.RecordImport, RecordImportGrain.Handle));
        catalog.Add(new GrainType<ImportPart>(ImportPart.Type, json.ImportPart, ImportPart.Handle));
        catalog.Add(new GrainType<ImportFaults>(ImportFaults.Type, json.ImportFaults, ImportFaults.Handle));
        catalog.Messages
            .Add("import.create", json.CreateImport)
            .Add("import.announcePart", json.AnnounceImportPart)
            .Add("import.finishUpload", json.FinishImportUpload)
            .Add("import.configure", json.ConfigureImport)
            .Add("import.start", json.StartImport)
            .Add("import.pause", json.PauseImport)
            .Add("import.cancel", json.CancelImport)
            .Add("import.delete", json.DeleteImport)
            .Add("import.expire", json.ExpireImport)
            .Add("import.rows", json.ImportRows)
            .Add("import.stored", json.ImportStored)
            .Add("import.refused", json.ImportRefused)
            .Add("import.storePart", json.StoreImportPart)
            .Add("import.storeFaults", json.StoreImportFaults)
            .Add("import.dropPart", json.DropImportPart)
            .Add("import.partStored", json.ImportPartStored);
    }
}
