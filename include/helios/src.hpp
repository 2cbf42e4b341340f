// helios/src.hpp -- every definition of helios, for the one source that compiles it separately.
//
// Requires  HELIOS_SEPARATE_COMPILATION is defined for the whole program
#pragma once

#ifndef HELIOS_SEPARATE_COMPILATION
#error "helios/src.hpp needs HELIOS_SEPARATE_COMPILATION defined for the whole program"
#endif

#include <helios/base/impl/checksum.ipp>
