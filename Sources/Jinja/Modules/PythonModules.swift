/// dbt's `modules`: the parts of Python's library that templates may use.
public enum PythonModules {
    /// A fresh `modules` value: a dict of dicts, as in dbt. Make one per renderer.
    ///
    /// `onItertoolsCall` is told of every call of an `itertools` function, for dbt's deprecation warning.
    public static func make(onItertoolsCall: @escaping () throws -> Void = {}) -> Value {
        .object(
            DictObject([
                ("pytz", .object(DictObject(PytzModule.module()))),
                ("datetime", .object(DictObject(DateClasses.module()))),
                ("re", .object(DictObject(RegexModule.module()))),
                ("itertools", .object(DictObject(ItertoolsModule.module(onCall: onItertoolsCall)))),
            ]))
    }
}
