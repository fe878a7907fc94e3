import Formats
import Graph
import Warehouse

extension RenderContext {
    /// The window that is put around a reference to a node; nil where nothing is filtered.
    func eventTimeFilter(over target: Node) -> EventTimeFilter? {
        eventTimeFilter(target.config["event_time"]?.string, columns: target.columns, quotesColumns: nil)
    }

    /// The window that is put around a reference to a source; nil where nothing is filtered.
    func eventTimeFilter(over target: Source) -> EventTimeFilter? {
        eventTimeFilter(target.config["event_time"]?.string, columns: target.columns, quotesColumns: target.quoting["column"]?.bool)
    }

    private func eventTimeFilter(_ eventTime: String?, columns: [Graph.Column], quotesColumns: Bool?) -> EventTimeFilter? {
        guard let eventTime, !eventTime.isEmpty, let window = eventTimeWindow else { return nil }
        let isQuoted = columns.first { $0.name == eventTime }?.quote ?? quotesColumns ?? false
        let quote = world.adapter.dialect.relationStyle.quoteCharacter
        return EventTimeFilter(
            field: isQuoted ? quote + eventTime + quote : eventTime, start: window.start.pythonText, end: window.end.pythonText)
    }

    /// What the node being rendered may see of time: its batch, the sample, or of its batch what the sample leaves.
    private var eventTimeWindow: EventTimeWindow? {
        guard let node, node.resourceType == .model || node.resourceType == .snapshot else { return nil }
        guard let batch = node.model?.batch else { return world.invocation.sample }
        return world.invocation.sample.map(batch.window.clamped) ?? batch.window
    }
}
