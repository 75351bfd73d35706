using ActorCrm.Runtime.Silo;
using ActorCrm.Server.Hosting;
using ActorCrm.Server.Records;

namespace ActorCrm.Server.Imports;

/// <summary>Registers imports.</summary>
internal static class ImportRegistration
{
    /// <summary>Registers what stores files and what makes their rows into records.</summary>
    public static void AddImports(this WebApplicationBuilder builder)
    {
        // A gzipped file that breaks off is no file; without this the framework takes it for one that ends there.
        AppContext.SetSwitch("System.IO.Compression.UseStrictValidation", true);
        builder.Services.AddSingleton(ImportOptions.From(builder.Configuration));
        builder.Services.AddSingleton<ImportReads>();
        builder.Services.AddSingleton<ImportLayouts>();
        builder.Services.AddSingleton<ImportUploads>();
        builder.Services.AddSingleton<ImportSettings>();
        builder.Services.AddSingleton<ImportPreview>();
        builder.Services.AddSingleton<DuplicateFinder>();

        // The silo holds its executors, so they ask for it late.
        builder.Services.AddSingleton<IEffectExecutor>(services => new ImportRowsExecutor(
            services.GetRequiredService<ImportReads>(),
            () => new ImportBatch(
                services.GetRequiredService<DuplicateFinder>(),
                services.GetRequiredService<RecordAsker>(),
                services.GetRequiredService<RecordReferences>(),
                services.GetRequiredService<TimeProvider>()),
            services.GetRequiredService<SiloHost>,
            services.GetRequiredService<ReadDatabase>(),
            services.GetRequiredService<ImportOptions>(),
            services.GetRequiredService<TimeProvider>()));
    }
}
