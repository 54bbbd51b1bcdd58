namespace Fovea;

/// <summary>A file of weights is damaged, or is not this network's. The message names the file, what was expected and what was found; nothing was loaded.</summary>
public sealed class WeightsException : IOException
{
    /// <summary>An exception with a message.</summary>
    /// <param name="message">The file, what was expected, what was found.</param>
    public WeightsException(string message) : base(message)
    {
    }

    /// <summary>An exception with a message and a cause.</summary>
    /// <param name="message">The file, what was expected, what was found.</param>
    /// <param name="innerException">The cause.</param>
    public WeightsException(string message, Exception innerException) : base(message, innerException)
    {
    }
}
