// helios/helios.hpp -- the whole embedded library in one include.
//
// Separately compiled, this declares what programs use and no more; tests and tools that work on
// the layers below include their headers.
#pragma once

#include <helios/api/api.hpp>
#include <helios/config.hpp>
#include <helios/version.hpp>
