import Compiler
import Context
import Formats
import Graph
import Jinja
import Warehouse

extension NodeExecution {
    /// Creates the other signatures of a function, each on its own: one that fails does not stop the next, and the verdict names them.
    mutating func addOverloads(to result: RunResult, _ session: WarehouseSession) throws -> RunResult {
        guard let function = node.function else { return result }
        var result = result
        var outcome = OverloadResults()
        for (offset, overload) in function.overloads.enumerated() {
            let name = overload.definedIn
            let progress = RunEvent.OverloadProgress(name: name, index: offset + 1, total: function.overloads.count)
            let began = settings.now()
            settings.sink.receive(.overloadStarted(.node(node), progress))
            var failure: String?
            do {
                try materialize(Self.node(node, function, as: overload), session).context.end()
                try session.commitIfOpen()
                outcome.successful.append(name)
            } catch {
                session.connection.rollback()
                outcome.failed.append(name)
                failure = FailureMessage.text(error, node: node, compiledCode: nil)
            }
            settings.sink.receive(
                .overloadFinished(.node(node), progress, failure: failure, seconds: settings.now().timeInterval(since: began)))
            if settings.stop.isRequested { break }
        }
        result.overloads = outcome
        if !outcome.failed.isEmpty {
            result.status = .partialSuccess
            result.message = "PARTIAL SUCCESS \(node.name)"
        }
        return result
    }

    /// The function as it is created for another signature.
    private static func node(_ node: Node, _ function: FunctionDetails, as overload: FunctionOverload) -> Node {
        var copy = node
        var details = function
        details.arguments = overload.arguments
        details.returns = overload.returns ?? function.returns
        details.overloads = []
        copy.details = .function(details)
        copy.compilation?.code = overload.compiledBody ?? ""
        return copy
    }
}
