"""A network at run time: ONNX, on one thread, as the sound needs the cores and the parallelism is in processes."""

import onnxruntime as ort

QUIET = 4  # fatal only: the GPU build complains on file descriptor 2 wherever CUDA is missing
CUDA = ("CUDAExecutionProvider", {"use_tf32": "0"})  # full precision: the same answers as on a CPU, nearly
CPU = "CPUExecutionProvider"


def session(weights: bytes, *, cuda: bool = False) -> ort.InferenceSession:
    """``cuda``: on a GPU where there is one; without it the answers are the same on every machine. Raises whatever
    onnxruntime raises for what is no network: its exceptions share no base of their own."""
    ort.set_default_logger_severity(QUIET)
    options = ort.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.log_severity_level = QUIET
    gpu = [CUDA] if cuda and CUDA[0] in ort.get_available_providers() else []
    return ort.InferenceSession(weights, options, providers=[*gpu, CPU])
