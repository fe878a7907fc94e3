import Formats
import Project
import Testing

/// Environment, variables and Python's way of printing, as messages and names rely on them.
@Suite struct SettingsTests {
    private let env = EnvVars([
        "PLAIN": "x", "DBT_ENV_SECRET_A": "topsecret", "DBT_ENV_SECRET_B": "topsecret2", "DBT_ENV_SECRET_BLANK": " ",
        "DBT_ENV_PRIVATE_P": "p", "DBT_ENV_CUSTOM_ENV_RUN": "42",
    ])

    @Test func secretsStayPlaceholders() throws {
        guard case .found(let standIn) = env.lookup("DBT_ENV_SECRET_A", secretsAllowed: true) else {
            Issue.record("no stand-in")
            return
        }
        #expect(!standIn.contains("topsecret"))
        #expect(env.revealingSecrets(in: "a\(standIn)b\(standIn)") == "atopsecretbtopsecret")
        #expect(env.lookup("DBT_ENV_SECRET_A", secretsAllowed: false) == .refused)
        #expect(env.lookup("DBT_ENV_SECRET_NONE", secretsAllowed: true) == .missing)
        #expect(env.lookup("DBT_ENV_PRIVATE_P", secretsAllowed: true) == .missing)
        #expect(env.secretValues == ["topsecret2", "topsecret"])
        #expect(env.metadata.map(\.0) == ["RUN"])
        #expect(!env.names.contains("DBT_ENV_SECRET_A"))
    }

    @Test func variablesAreFoundInDbtsOrder() {
        let vars = Vars(
            commandLine: ["a": "cli"], rootProject: "shop",
            projects: [
                "shop": ["a": "root", "b": "root", "tools": .map(["c": "root for tools"])],
                "tools": ["b": "own", "c": "own", "d": "own", "tools": .map(["d": "own scoped"])],
            ])
        let tools = vars.scope(package: "tools")
        #expect(tools["a"] == "cli")
        #expect(tools["b"] == "root")
        #expect(tools["c"] == "root for tools")
        #expect(tools["d"] == "own scoped")
        #expect(vars.scope(package: "shop")["c"] == nil)
        #expect(
            vars.yamlScope(package: "shop").missingMessage("z")
                == "Required var 'z' not found in config:\nVars supplied to <Configuration> = {\n    \"a\": \"cli\"\n}")
    }

    @Test(arguments: [
        ("str", "it's", "\"it's\""), ("quotes", "a'b\"c", "'a\\'b\"c'"), ("control", "a\nb\u{1}é", "'a\\nb\\x01é'"),
    ])
    func textPrintsAsPythons(_ name: String, _ text: String, _ expected: String) {
        #expect(PythonText.quoted(text) == expected)
    }

    @Test func valuesPrintAsPythons() {
        #expect(PythonText.str(.list([1, .bool(true), .null, .float(1.5), "x"])) == "[1, True, None, 1.5, 'x']")
        #expect(PythonText.str(.map(["a": .list([]), "b": .map([:])])) == "{'a': [], 'b': {}}")
        #expect(PythonText.float(1e16) == "1e+16")
        #expect(PythonText.float(1e-7) == "1e-07")
        #expect(PythonText.float(100000) == "100000.0")
    }
}
