import Foundation
import Testing

/// Packages that try to reach beyond their folder, and secrets that must not show.
@Suite struct UnsafePackageTests {
    /// An archive made by a few lines of Python that work on `tar`.
    private func archive(_ lines: String, in shop: PackageWorkshop) throws {
        shop.write(
            "make.py",
            """
            import io, tarfile
            tar = tarfile.open("hub/bad.tar.gz", "w:gz")
            def file(name, text="x", **fields):
                info = tarfile.TarInfo(name); info.size = len(text)
                for key, value in fields.items(): setattr(info, key, value)
                tar.addfile(info, io.BytesIO(text.encode()))
            file("kit/dbt_project.yml", "name: kit\\nversion: '1.0'\\n")
            \(lines)
            tar.close()
            """)
        try shop.shell("python3 make.py")
        shop.write("shop/packages.yml", "packages:\n  - {tarball: '\(shop.hubAddress)bad.tar.gz', name: kit}\n")
    }

    @Test(arguments: [
        ("file('kit/../../escaped', 'x')", "'kit/../../escaped' leads out of the package"),
        ("file('/tmp/smelt-escaped', 'x')", "'/tmp/smelt-escaped' leads out of the package"),
        ("file('kit/link', '', type=tarfile.SYMTYPE, linkname='../../..')", "the link 'kit/link' leads out of the package, to '../../..'"),
        (
            "file('kit/link', '', type=tarfile.SYMTYPE, linkname='/etc/passwd')",
            "the link 'kit/link' leads out of the package, to '/etc/passwd'"
        ),
        (
            "file('kit/link', '', type=tarfile.SYMTYPE, linkname='macros'); file('kit/link/x', 'x')", "'kit/link/x' lies behind a link"
        ),
        (
            "file('kit/hard', '', type=tarfile.LNKTYPE, linkname='/etc/passwd')",
            "'kit/hard' is neither a file, a folder nor a symbolic link"
        ),
        ("file('kit/pipe', '', type=tarfile.FIFOTYPE)", "'kit/pipe' is neither a file, a folder nor a symbolic link"),
        ("file('second/x', 'x')", "the package's files have to lie in one folder"),
    ])
    func archivesStayInTheirFolder(lines: String, message: String) throws {
        let shop = try PackageWorkshop()
        try archive(lines, in: shop)
        let ended = try shop.smelt("deps")
        #expect(ended.code == 2)
        #expect(ended.output.contains(message), "\(ended.output)")
        #expect(shop.names(in: "shop").allSatisfy { !$0.contains("escaped") && !$0.hasPrefix(".smelt") })
        #expect(shop.names(in: "shop/dbt_packages") == [])
    }

    @Test func goodArchivesAreUnpackedWhole() throws {
        let shop = try PackageWorkshop()
        let long = "kit/macros/" + String(repeating: "long", count: 40) + ".sql"
        try archive("file('\(long)', '{# x #}'); file('kit/link.sql', '', type=tarfile.SYMTYPE, linkname='macros')", in: shop)
        let ended = try shop.smelt("deps")
        #expect(ended.code == 0, "\(ended.output)")
        #expect(shop.read("shop/dbt_packages/" + long) == "{# x #}")
        #expect(try FileManager.default.destinationOfSymbolicLink(atPath: shop.folder + "/shop/dbt_packages/kit/link.sql") == "macros")
        #expect(try shop.smelt("deps").code == 0)
    }

    @Test(arguments: ["../outside", "a/b", ".."]) func namesStayInTheirFolder(name: String) throws {
        let shop = try PackageWorkshop(hub: false)
        shop.write("kit/dbt_project.yml", "name: '\(name)'\nversion: '1.0'\n")
        shop.write("shop/packages.yml", "packages:\n  - local: ../kit\n")
        let ended = try shop.smelt("deps")
        #expect(ended.code == 2)
        #expect(
            ended.output.contains("Invalid package name '\(name)': resolves outside of the packages-install-path ('dbt_packages')"),
            "\(ended.output)")
    }

    @Test func subdirectoriesAndLinksOfRepositoriesStayInside() throws {
        let shop = try PackageWorkshop(hub: false)
        _ = try shop.repository("kit")
        shop.write("shop/packages.yml", "packages:\n  - {git: \(shop.folder)/kit, revision: v1, subdirectory: ../../..}\n")
        #expect(try shop.smelt("deps").output.contains("The subdirectory '../../..' is not in the repository"))
        try shop.shell(
            "cd kit; ln -s /etc/passwd models.sql; git add -A; git -c user.name=ada -c user.email=ada@example.org commit --quiet -m link; git tag v2"
        )
        shop.write("shop/packages.yml", "packages:\n  - {git: \(shop.folder)/kit, revision: v2}\n")
        let ended = try shop.smelt("deps")
        #expect(ended.code == 2)
        #expect(
            ended.output.contains("holds a link that leads out of its folder: 'models.sql' → '/etc/passwd'"), "\(ended.output)")
        #expect(shop.names(in: "shop/dbt_packages") == [])
    }

    @Test func aPackageFromElsewhereNamesNoFoldersOutside() throws {
        let shop = try PackageWorkshop(hub: false)
        shop.write("kit/packages.yml", "packages:\n  - local: ../private\n")
        shop.write("private/dbt_project.yml", "name: private\nversion: '1.0'\n")
        _ = try shop.repository("kit")
        shop.write("shop/packages.yml", "packages:\n  - {git: \(shop.folder)/kit, revision: v1}\n")
        let ended = try shop.smelt("deps")
        #expect(ended.code == 2)
        #expect(ended.output.contains("asks for the folder '../private', which lies outside of this project"), "\(ended.output)")
    }

    @Test func secretsNeverShow() throws {
        let shop = try PackageWorkshop(hub: false)
        shop.write(
            "shop/packages.yml",
            "packages:\n  - {git: \"https://{{ env_var('DBT_ENV_SECRET_TOKEN') }}@127.0.0.1:9/kit.git\", revision: v1}\n")
        let ended = try shop.smelt("--debug", "deps", environment: ["DBT_ENV_SECRET_TOKEN": "glpat-7f3a9"])
        #expect(ended.code == 2)
        #expect(ended.output.contains("Error checking out spec='v1' for repo https://*****@127.0.0.1:9/kit.git"), "\(ended.output)")
        #expect(!ended.output.contains("glpat-7f3a9"))
        #expect(shop.read("shop/logs/dbt.log")?.contains("glpat-7f3a9") == false)
    }

    @Test func whatAListLogsIsMasked() throws {
        let shop = try PackageWorkshop(hub: false)
        shop.write("kit/dbt_project.yml", "name: kit\nversion: '1.0'\n")
        shop.write(
            "shop/packages.yml", "packages:\n  - local: \"../kit{{ log('it is ' ~ env_var('DBT_ENV_SECRET_TOKEN'), info=true) }}\"\n")
        let ended = try shop.smelt("deps", environment: ["DBT_ENV_SECRET_TOKEN": "super secret"])
        #expect(ended.code == 0, "\(ended.output)")
        #expect(ended.output.contains("it is *****"), "\(ended.output)")
        #expect(!ended.output.contains("super secret") && !ended.output.contains("DBT_ENV_SECRET_TOKEN"))
    }

    @Test func tokensOfProvidersNeverShow() throws {
        let shop = try PackageWorkshop(hub: false)
        shop.write("shop/packages.yml", "packages:\n  - {private: acme/kit, revision: v1}\n")
        let provider =
            #"[{"org": "acme", "url": "https://{token}@127.0.0.1:9/acme/{repo}.git", "token": "tok-5511aa", "provider": "github"}]"#
        let ended = try shop.smelt("deps", environment: ["DBT_ENV_PRIVATE_GIT_PROVIDER_INFO": provider])
        #expect(ended.code == 2)
        #expect(ended.output.contains("for repo https://*****@127.0.0.1:9/acme/kit.git"), "\(ended.output)")
        #expect(!ended.output.contains("tok-5511aa"))
    }

    @Test func whatIsWrittenAsAVariableStaysOneInTheLock() throws {
        let shop = try PackageWorkshop(hub: false)
        _ = try shop.repository("kit")
        shop.write("shop/packages.yml", "packages:\n  - {git: \"{{ env_var('DBT_ENV_SECRET_PLACE') }}/kit\", revision: v1}\n")
        let environment = ["DBT_ENV_SECRET_PLACE": shop.folder]
        #expect(try shop.smelt("deps", environment: environment).code == 0)
        #expect(shop.read("shop/package-lock.yml")?.contains("git: '{{ env_var(''DBT_ENV_SECRET_PLACE'') }}/kit'") == true)
        #expect(try shop.smelt("deps", environment: environment).code == 0)
    }
}
