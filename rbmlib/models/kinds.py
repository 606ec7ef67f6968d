"""What kind of model a computation needs, and one clear error for any other."""

from rbmlib.models.base import Model
from rbmlib.models.energy import EnergyModel
from rbmlib.models.rbm import RBM


def require_model(model: object, what: str) -> Model:
    """Refuse what is not a model at all, such as a class or an array of parameters.

    Parameters
    ----------
    model : Model
    what : str
        The computation that asks, for the error.

    Returns
    -------
    Model
    """
    if not isinstance(model, Model):
        raise TypeError(f"{what}: expected a Model, got {type(model).__name__}")
    model.require_floats()
    return model


def require_binary(model: object, what: str) -> EnergyModel:
    """Refuse a model whose visible states can be neither listed nor flipped.

    Parameters
    ----------
    model : EnergyModel
    what : str
        The computation that asks, for the error.

    Returns
    -------
    EnergyModel
    """
    if not isinstance(model, EnergyModel):
        raise TypeError(
            f"{what}: expected a model with binary units, got {type(model).__name__}, whose "
            "visible states cannot be listed"
        )
    model.require_floats()
    return model


def require_rbm(model: object, what: str) -> RBM:
    """Refuse a model whose layers cannot be drawn whole, one given the other.

    Parameters
    ----------
    model : RBM
    what : str
        The computation that asks, for the error.

    Returns
    -------
    RBM
    """
    if not isinstance(model, RBM):
        raise TypeError(f"{what}: expected an RBM, got {type(model).__name__}")
    model.require_floats()
    return model


def require_real(model: Model, what: str) -> None:
    """Refuse complex parameters, with which nothing can be drawn and no distance measured.

    Parameters
    ----------
    model : Model
    what : str
        The computation that asks, for the error.
    """
    if model.is_complex:
        raise ValueError(f"{what}: expected a model with real parameters, got complex ones")
