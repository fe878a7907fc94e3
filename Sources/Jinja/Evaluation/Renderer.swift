/// Renders templates on one thread: owns output, frames and limits.
public final class Renderer {
    init() {}
}
