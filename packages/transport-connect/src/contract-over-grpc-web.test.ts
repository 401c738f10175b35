import { contractsOnNode } from "./contracts-on-node.fixture.ts";

contractsOnNode("grpc-web");
