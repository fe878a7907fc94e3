/// Variables of the environment that steer the program itself. Each has two names, `DBT_ENGINE_NAME` and the older `DBT_NAME`.
enum EngineVariables {
    /// The environment as templates see it: a variable that is set under one of its names is there under both; the newer name wins.
    static func propagated(_ variables: [String: String]) -> [String: String] {
        var result = variables
        for old in olderNames {
            let new = "DBT_ENGINE_" + old.dropFirst(4)
            if let value = variables[new] {
                result[old] = value
            } else if let value = variables[old] {
                result[new] = value
            }
        }
        return result
    }

    /// Names with `DBT_` alone in front.
    private static var olderNames: [String] {
        let flags = allFlags.flatMap { flag in
            flag.environment.filter { !$0.hasPrefix("DBT_ENGINE_") } + flag.oldEnvironment.filter { !$0.hasPrefix("DBT_ENGINE_") }
        }
        return flags + [
            "DBT_INVOCATION_ENV", "DBT_RECORDED_FILE_PATH", "DBT_TEST_STATE_MODIFIED", "DBT_PACKAGE_HUB_URL", "DBT_DOWNLOAD_DIR",
            "DBT_PP_FILE_DIFF_TEST", "DBT_PP_TEST",
        ]
    }
}
