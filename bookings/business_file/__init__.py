"""The business file: the YAML description of one business that `bookings apply` puts into the database."""

from bookings.business_file.document import BusinessFile, read_business_file
from bookings.business_file.mistakes import BusinessFileError, Mistake
from bookings.business_file.sections import ApiKey

__all__ = ["ApiKey", "BusinessFile", "BusinessFileError", "Mistake", "read_business_file"]
