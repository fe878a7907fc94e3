import Glibc

/// Frees deeply nested containers without deep recursion: a list in a list in a list … a hundred thousand times must not use up the stack.
enum DeepRelease {
    private final class State {
        var depth = 0
        var postponed: [[Value]] = []
    }

    private static let key: pthread_key_t = {
        var key = pthread_key_t()
        pthread_key_create(&key) { pointer in
            if let pointer { Unmanaged<State>.fromOpaque(pointer).release() }
        }
        return key
    }()

    private static var state: State {
        if let pointer = pthread_getspecific(key) { return Unmanaged<State>.fromOpaque(pointer).takeUnretainedValue() }
        let state = State()
        pthread_setspecific(key, Unmanaged.passRetained(state).toOpaque())
        return state
    }

    /// Lets go of the elements of a container that is being freed; nested containers past some depth wait until the outer ones are gone.
    static func release(_ elements: inout [Value]) {
        guard elements.contains(where: { if case .object = $0 { true } else { false } }) else { return }
        let state = self.state
        if state.depth >= 100 {
            state.postponed.append(elements)
            elements = []
            return
        }
        state.depth += 1
        elements = []
        state.depth -= 1
        while state.depth == 0, var next = state.postponed.popLast() {
            state.depth += 1
            next.removeAll()
            state.depth -= 1
        }
    }
}
