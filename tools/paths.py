"""Where everything the tools read or write is kept."""

from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
REQUIREMENTS = ROOT / "requirements"
ENVIRONMENTS = ROOT / ".venv"
MODELS = ROOT / "models"
VAR = ROOT / "var"
LOGS = VAR / "log"
COMPILED = VAR / "compiled"

BOT_PYTHON = ENVIRONMENTS / "bot" / "bin" / "python"
API_PYTHON = ENVIRONMENTS / "api" / "bin" / "python"
