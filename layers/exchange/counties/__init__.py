"""Making region folders: a synthetic county, or one from an OpenStreetMap extract. Files in, files out; no database."""

from .from_osm import region_from_osm
from .people import write_people
from .synthetic import generate_county
from .write import CountyError

__all__ = ["CountyError", "generate_county", "region_from_osm", "write_people"]
