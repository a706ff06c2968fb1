from scoring.model import Evaluation
def looks_structured(text: str) -> bool:
    return False
def read_structured(text: str, source: str) -> Evaluation:
    raise NotImplementedError
