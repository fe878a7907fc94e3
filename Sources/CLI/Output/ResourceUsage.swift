import Formats
import Glibc

/// What a process used of the machine.
struct ResourceUsage: Sendable {
    /// Seconds of work of its own.
    var userTime = 0.0
    /// Seconds the system worked for it.
    var kernelTime = 0.0
    /// The most memory it held, in kilobytes.
    var maxMemory = 0
    /// Blocks read from disks.
    var blocksRead = 0
    /// Blocks written to disks.
    var blocksWritten = 0

    /// What this process used so far.
    static var ofThisProcess: ResourceUsage {
        var usage = rusage()
        guard getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage) == 0 else { return ResourceUsage() }
        func seconds(_ time: timeval) -> Double { Double(time.tv_sec) + Double(time.tv_usec) / 1e6 }
        return ResourceUsage(
            userTime: seconds(usage.ru_utime), kernelTime: seconds(usage.ru_stime), maxMemory: Int(usage.ru_maxrss),
            blocksRead: Int(usage.ru_inblock), blocksWritten: Int(usage.ru_oublock))
    }

    /// The event at the end of a command; `isShown` puts it among what people see (`--show-resource-report`).
    func event(command: String, isSuccess: Bool, seconds: Double, isShown: Bool) -> LogEvent {
        let data: ConfigMap = [
            "command_name": .string(command), "command_success": .bool(isSuccess), "command_wall_clock_time": .seconds(seconds),
            "process_in_blocks": .string(String(blocksRead)), "process_kernel_time": .seconds(kernelTime),
            "process_mem_max_rss": .string(String(maxMemory)), "process_out_blocks": .string(String(blocksWritten)),
            "process_user_time": .seconds(userTime),
        ]
        return LogEvent(
            "ResourceReport", "Z051", isShown ? .info : .debug, "Resource report: \(JSONWriter.text(of: .map(data)))", data: data)
    }
}
