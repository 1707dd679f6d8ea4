"""Writes a network as one ONNX graph: features in, quality, stars and bars out, the normalisation inside."""

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

from planner.choosing.features import COUNT, NAMES
from planner.choosing.scorer import INPUT, SHORTEST_BARS, STARS, STARS_TRAINED
from planner.training.network import LIMIT, OCTAVES, Layer, Network

#: The onnx package's default can be newer than what an onnxruntime reads; 9 with opset 17 is read by all
#: since 1.16.
IR_VERSION, OPSET = 9, 17


def to_onnx(network: Network) -> bytes:
    """The model. Initialisers are called ``mean``, ``scale``, ``trunk<i>.weight`` and ``.bias``, and
    ``quality``, ``stars``, ``bars`` likewise: what breeding mixes."""
    graph = _Graph()
    centred = graph.node("Sub", [INPUT, graph.constant("mean", network.mean)])
    scaled = graph.node("Div", [centred, graph.constant("scale", network.scale)])
    limits = [graph.constant(name, np.array(value)) for name, value in (("least", -LIMIT), ("most", LIMIT))]
    x = graph.node("Clip", [scaled, *limits])
    for place, layer in enumerate(network.trunk):
        x = graph.node("Relu", [graph.dense(f"trunk{place}", x, layer)])
    flat = graph.constant("flat", np.array([-1]), np.int64)
    quality = graph.node("Sigmoid", [graph.dense("quality", x, network.quality)])
    graph.node("Reshape", [quality, flat], "quality")
    graph.node("Softmax", [graph.dense("stars", x, network.stars)], "stars")
    share = graph.node("Sigmoid", [graph.dense("bars", x, network.bars)])
    octaves = graph.node("Mul", [share, graph.constant("octaves", np.array([OCTAVES]))])
    doublings = graph.node("Pow", [graph.constant("two", np.array([2.0])), octaves])
    bars = graph.node("Mul", [doublings, graph.constant("shortest", np.array([float(SHORTEST_BARS)]))])
    graph.node("Reshape", [bars, flat], "bars")
    return _model(graph, network.stars_trained)


def _model(graph: "_Graph", stars_trained: bool) -> bytes:
    outputs = [_value("quality", ["n"]), _value("stars", ["n", STARS]), _value("bars", ["n"])]
    made = helper.make_graph(
        graph.nodes, "transition scorer", [_value(INPUT, ["n", COUNT])], outputs, graph.initialisers
    )
    model = helper.make_model(
        made, ir_version=IR_VERSION, opset_imports=[helper.make_opsetid("", OPSET)], producer_name="everset"
    )
    helper.set_model_props(model, {STARS_TRAINED: str(int(stars_trained)), "features": " ".join(NAMES)})
    onnx.checker.check_model(model)
    return bytes(model.SerializeToString())


def _value(name: str, shape: list[str | int]) -> onnx.ValueInfoProto:
    return helper.make_tensor_value_info(name, TensorProto.FLOAT, shape)


class _Graph:
    """Nodes and initialisers as they are added; each node has one output."""

    def __init__(self) -> None:
        self.nodes: list[onnx.NodeProto] = []
        self.initialisers: list[onnx.TensorProto] = []

    def constant(self, name: str, values: NDArray[np.generic], kind: type[np.generic] = np.float32) -> str:
        """Adds an initialiser; its name."""
        self.initialisers.append(numpy_helper.from_array(np.asarray(values, kind, order="C"), name))
        return name

    def node(self, operator: str, inputs: list[str], output: str = "") -> str:
        """Adds a node; its output's name."""
        output = output or f"{operator.lower()}_{len(self.nodes)}"
        self.nodes.append(helper.make_node(operator, inputs, [output]))
        return output

    def dense(self, name: str, x: str, layer: Layer) -> str:
        """Adds ``x @ weight + bias``; its output's name."""
        weight = self.constant(f"{name}.weight", layer.weight)
        return self.node("Gemm", [x, weight, self.constant(f"{name}.bias", layer.bias)])
