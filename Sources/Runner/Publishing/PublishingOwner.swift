public import Context
public import Warehouse

extension RenderWorld {
    /// What publishes over a session for the project and its target. Throws a usage error for a session of another adapter.
    public func publishing(over connection: any Connection) throws(WarehouseError) -> any Publishing {
        try adapter.publishing(over: connection, owner: "\(rootProject).\(adapter.credentials.schema)")
    }
}
