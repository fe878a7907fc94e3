/// A value whose copies share one place in memory until one of them is changed: for structs of many fields that are handed from step to step,
/// where a copy would count a reference a field.
@dynamicMemberLookup
public struct CopyOnWrite<Value: Sendable>: Sendable {
    /// Where the value lies; changed only while one owner alone refers to it, which makes it safe to send.
    @usableFromInline
    final class Storage: @unchecked Sendable {
        @exclusivity(unchecked) @usableFromInline var value: Value

        @usableFromInline
        init(_ value: Value) { self.value = value }
    }

    @usableFromInline var storage: Storage

    /// A value in a place of its own.
    public init(_ value: Value) { storage = Storage(value) }

    /// The whole value.
    @inlinable @inline(__always)
    public var value: Value {
        _read { yield storage.value }
    }

    /// A field, or what follows from fields.
    @inlinable @inline(__always)
    public subscript<Field>(dynamicMember field: KeyPath<Value, Field>) -> Field { storage.value[keyPath: field] }

    /// A field; changing it first gives this owner a place of its own where others share the present one.
    @inlinable @inline(__always)
    public subscript<Field>(dynamicMember field: WritableKeyPath<Value, Field>) -> Field {
        get { storage.value[keyPath: field] }
        _modify {
            if !isKnownUniquelyReferenced(&storage) { storage = Storage(storage.value) }
            yield &storage.value[keyPath: field]
        }
    }
}
