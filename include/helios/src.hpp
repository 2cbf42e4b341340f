// helios/src.hpp -- every definition of helios, for the one source of a program that compiles it separately.
//
// Requires  HELIOS_SEPARATE_COMPILATION is defined for the whole program
#pragma once

#ifndef HELIOS_SEPARATE_COMPILATION
#error "helios/src.hpp is for separate compilation: define HELIOS_SEPARATE_COMPILATION for the whole program"
#endif

#include <helios/base/impl/checksum.ipp>
