/// The names of the columns that were met, by resource: each gets a number.
final class OriginNames {
    private struct Columns {
        var names: [String] = []
        var numbers: [String: Int32] = [:]
    }

    private var columns: [Columns]

    /// No columns of so many resources.
    init(resources: Int) { columns = [Columns](repeating: Columns(), count: resources) }

    /// The number of a column of a resource.
    func origin(_ name: SQLName, of resource: Int) -> Origin {
        let number: Int32
        if let known = columns[resource].numbers[name.key] {
            number = known
        } else {
            number = Int32(columns[resource].names.count)
            columns[resource].names.append(name.text)
            columns[resource].numbers[name.key] = number
        }
        return Origin(resource: Int32(resource), column: number)
    }

    /// The name of a column.
    func name(_ origin: Origin) -> String { columns[Int(origin.resource)].names[Int(origin.column)] }
}
