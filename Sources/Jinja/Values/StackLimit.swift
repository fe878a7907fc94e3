import Glibc

/// The end of the running thread's stack: what recursion must not reach. Deep templates end in a RecursionError, never in a crash.
enum StackLimit {
    /// The stack that must be left for calls that do not ask, in bytes.
    private static let reserve = 256 << 10

    private static let key: pthread_key_t = {
        var key = pthread_key_t()
        pthread_key_create(&key, nil)
        return key
    }()

    /// Throws a RecursionError where the running thread's stack is nearly used up.
    @inline(__always)
    static func check() throws {
        if isNearlyUsedUp { throw error }
    }

    /// Whether the running thread's stack is nearly used up.
    static var isNearlyUsedUp: Bool {
        var lowest = UInt(bitPattern: pthread_getspecific(key))
        if lowest == 0 { lowest = measure() }
        return withUnsafePointerToStack { $0 < lowest }
    }

    /// What running out of stack is called.
    static var error: JinjaError { JinjaError(.recursion, "maximum recursion depth exceeded") }

    @inline(never)
    private static func withUnsafePointerToStack(_ body: (UInt) -> Bool) -> Bool {
        var marker: UInt8 = 0
        return withUnsafePointer(to: &marker) { body(UInt(bitPattern: $0)) }
    }

    /// The lowest address recursion may reach on this thread; kept in the thread.
    private static func measure() -> UInt {
        let attributes = UnsafeMutablePointer<pthread_attr_t>.allocate(capacity: 1)
        defer { attributes.deallocate() }
        var address: UnsafeMutableRawPointer?
        var size = 0
        var lowest: UInt = 1
        if getThreadAttributes(pthread_self(), attributes) == 0 {
            if pthread_attr_getstack(attributes, &address, &size) == 0, let address {
                lowest = UInt(bitPattern: address) + UInt(min(reserve, size / 4))
            }
            pthread_attr_destroy(attributes)
        }
        pthread_setspecific(key, UnsafeRawPointer(bitPattern: lowest))
        return lowest
    }
}

/// glibc's `pthread_getattr_np`, which Swift's view of its headers leaves out.
@_silgen_name("pthread_getattr_np")
private func getThreadAttributes(_ thread: pthread_t, _ attributes: UnsafeMutablePointer<pthread_attr_t>) -> CInt
