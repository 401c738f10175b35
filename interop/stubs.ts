import { execFileSync } from "node:child_process";
import { join } from "node:path";

/** Debian's Python, which has grpcio whatever other Python comes first on the PATH. */
export const python = "/usr/bin/python3";

const root = join(import.meta.dirname, "..");
const buf = join(root, "node_modules/.bin/buf");

/** What stubs are made of, each with the folder its imports start from. */
const sources = [
  {
    // The unversioned service, as an older client has it, and what it imports.
    folder: join(root, "proto"),
    files: ["userservice/user_service.proto", "userservice/v1/user_service.proto"],
  },
  { folder: join(import.meta.dirname, "proto"), files: ["older_client.proto"] },
  {
    folder: join(root, "node_modules/google-proto-files"),
    files: ["google/rpc/status.proto", "google/rpc/error_details.proto"],
  },
];

/** Why the Python tests can't run here, in one line; `undefined` if they can. */
export function missingPython(): string | undefined {
  try {
    execFileSync(python, ["-c", "import grpc, grpc_tools.protoc, prometheus_client.parser"], {
      stdio: "ignore",
    });
    return undefined;
  } catch {
    return `${python} lacks what it tests with: apt-get install -y python3-grpcio python3-grpc-tools python3-prometheus-client`;
  }
}

// As `-m grpc_tools.protoc`, which adds a folder of its own and then takes no descriptors.
const protoc = "import sys; from grpc_tools import protoc; sys.exit(protoc.main(sys.argv))";

/**
 * Generates Python's messages and stubs into a folder, with the protoc of
 * grpcio-tools. It gets the files parsed: Debian's is of 2017 and can't read
 * `optional` in proto3, though it generates the same code for it as for a
 * oneof of one field.
 */
export function generateStubs(folder: string): void {
  for (const source of sources) {
    const image = join(folder, "image.binpb");
    const paths = source.files.flatMap((file) => ["--path", join(source.folder, file)]);
    execFileSync(buf, ["build", source.folder, ...paths, "-o", image], { stdio: "inherit" });
    const outputs = [`--python_out=${folder}`, `--grpc_python_out=${folder}`];
    const args = [`--descriptor_set_in=${image}`, ...outputs, ...source.files];
    execFileSync(python, ["-c", protoc, ...args], { stdio: "inherit" });
  }
}
