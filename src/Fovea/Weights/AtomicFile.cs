namespace Fovea;

/// <summary>Writes files that are never half there: a crash or an error leaves the old one.</summary>
internal static class AtomicFile
{
    /// <param name="path">The file to write or replace.</param>
    /// <param name="write">Writes it.</param>
    /// <param name="temporary">Where to write first, in the same folder, since only a move within one file system is atomic. Default: a name of its own, for writers at the same time;
    /// who writes again and again gives one, so that being killed leaves at most one behind.</param>
    public static void Write(string path, Action<Stream> write, string? temporary = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        path = Path.GetFullPath(path);
        temporary ??= $"{path}.{Path.GetRandomFileName()}.tmp";
        try
        {
            using (var stream = new FileStream(temporary, FileMode.Create, FileAccess.Write, FileShare.None))
            {
                write(stream);
                stream.Flush(flushToDisk: true);
            }
            File.Move(temporary, path, overwrite: true);
        }
        catch
        {
            try
            {
                File.Delete(temporary);
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                // The first error is the one to tell.
            }
            throw;
        }
    }
}
