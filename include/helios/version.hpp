// helios/version.hpp -- the version of the library; the build and the packages read it from here.
#pragma once

#define HELIOS_VERSION_MAJOR 0
#define HELIOS_VERSION_MINOR 1
#define HELIOS_VERSION_PATCH 0
#define HELIOS_VERSION_STRING "0.1.0"
