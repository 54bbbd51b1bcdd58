using System.Runtime.Intrinsics;

namespace Fovea;

/// <summary>A vector of floats of some width, so that an elementwise formula is written once and compiled for each width.</summary>
internal interface IFloats<TSelf>
    where TSelf : struct, IFloats<TSelf>
{
    static abstract int Count { get; }

    static abstract TSelf Load(ref float source);

    static abstract TSelf All(float value);

    static abstract TSelf operator +(TSelf left, TSelf right);

    static abstract TSelf operator -(TSelf left, TSelf right);

    static abstract TSelf operator *(TSelf left, TSelf right);

    static abstract TSelf operator /(TSelf left, TSelf right);

    /// <summary>left × right + addend.</summary>
    static abstract TSelf MultiplyAdd(TSelf left, TSelf right, TSelf addend);

    static abstract TSelf Sqrt(TSelf value);

    /// <summary>The larger, or NaN.</summary>
    static abstract TSelf Max(TSelf left, TSelf right);

    void Store(ref float destination);

    /// <summary>Stores to memory itself, past the caches. The address is a multiple of the vector's size.</summary>
    unsafe void StoreNonTemporal(float* destination);
}

/// <summary>Sixteen floats.</summary>
internal readonly struct Floats512(Vector512<float> value) : IFloats<Floats512>
{
    private readonly Vector512<float> _value = value;

    public static int Count => Vector512<float>.Count;

    public static Floats512 Load(ref float source) => new(Vector512.LoadUnsafe(ref source));

    public static Floats512 All(float value) => new(Vector512.Create(value));

    public static Floats512 operator +(Floats512 left, Floats512 right) => new(left._value + right._value);

    public static Floats512 operator -(Floats512 left, Floats512 right) => new(left._value - right._value);

    public static Floats512 operator *(Floats512 left, Floats512 right) => new(left._value * right._value);

    public static Floats512 operator /(Floats512 left, Floats512 right) => new(left._value / right._value);

    public static Floats512 MultiplyAdd(Floats512 left, Floats512 right, Floats512 addend) => new(Vector512.MultiplyAddEstimate(left._value, right._value, addend._value));

    public static Floats512 Sqrt(Floats512 value) => new(Vector512.Sqrt(value._value));

    public static Floats512 Max(Floats512 left, Floats512 right) => new(Vector512.Max(left._value, right._value));

    public void Store(ref float destination) => _value.StoreUnsafe(ref destination);

    public unsafe void StoreNonTemporal(float* destination) => _value.StoreAlignedNonTemporal(destination);
}

/// <summary>Eight floats.</summary>
internal readonly struct Floats256(Vector256<float> value) : IFloats<Floats256>
{
    private readonly Vector256<float> _value = value;

    public static int Count => Vector256<float>.Count;

    public static Floats256 Load(ref float source) => new(Vector256.LoadUnsafe(ref source));

    public static Floats256 All(float value) => new(Vector256.Create(value));

    public static Floats256 operator +(Floats256 left, Floats256 right) => new(left._value + right._value);

    public static Floats256 operator -(Floats256 left, Floats256 right) => new(left._value - right._value);

    public static Floats256 operator *(Floats256 left, Floats256 right) => new(left._value * right._value);

    public static Floats256 operator /(Floats256 left, Floats256 right) => new(left._value / right._value);

    public static Floats256 MultiplyAdd(Floats256 left, Floats256 right, Floats256 addend) => new(Vector256.MultiplyAddEstimate(left._value, right._value, addend._value));

    public static Floats256 Sqrt(Floats256 value) => new(Vector256.Sqrt(value._value));

    public static Floats256 Max(Floats256 left, Floats256 right) => new(Vector256.Max(left._value, right._value));

    public void Store(ref float destination) => _value.StoreUnsafe(ref destination);

    public unsafe void StoreNonTemporal(float* destination) => _value.StoreAlignedNonTemporal(destination);
}

/// <summary>Four floats.</summary>
internal readonly struct Floats128(Vector128<float> value) : IFloats<Floats128>
{
    private readonly Vector128<float> _value = value;

    public static int Count => Vector128<float>.Count;

    public static Floats128 Load(ref float source) => new(Vector128.LoadUnsafe(ref source));

    public static Floats128 All(float value) => new(Vector128.Create(value));

    public static Floats128 operator +(Floats128 left, Floats128 right) => new(left._value + right._value);

    public static Floats128 operator -(Floats128 left, Floats128 right) => new(left._value - right._value);

    public static Floats128 operator *(Floats128 left, Floats128 right) => new(left._value * right._value);

    public static Floats128 operator /(Floats128 left, Floats128 right) => new(left._value / right._value);

    public static Floats128 MultiplyAdd(Floats128 left, Floats128 right, Floats128 addend) => new(Vector128.MultiplyAddEstimate(left._value, right._value, addend._value));

    public static Floats128 Sqrt(Floats128 value) => new(Vector128.Sqrt(value._value));

    public static Floats128 Max(Floats128 left, Floats128 right) => new(Vector128.Max(left._value, right._value));

    public void Store(ref float destination) => _value.StoreUnsafe(ref destination);

    public unsafe void StoreNonTemporal(float* destination) => _value.StoreAlignedNonTemporal(destination);
}
