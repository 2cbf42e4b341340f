// helios/config.hpp -- how this translation unit uses helios: header-only or against the compiled library.
//
// Header-only (default)          x.hpp pulls in impl/x.ipp; every function is inline.
// HELIOS_SEPARATE_COMPILATION    x.hpp only declares; one source of the program (or the static library
//                                `helios::compiled`) includes <helios/src.hpp>, which defines everything.
// HELIOS_CHECK_LEVEL             0: no checks of the programmer's contract; 1: cheap ones (default without
//                                NDEBUG); 2: whole structures are checked after each change.
#pragma once

#if defined(HELIOS_SEPARATE_COMPILATION)
#define HELIOS_DECL
#else
#define HELIOS_HEADER_ONLY 1
#define HELIOS_DECL inline
#endif

#ifndef HELIOS_CHECK_LEVEL
#ifdef NDEBUG
#define HELIOS_CHECK_LEVEL 0
#else
#define HELIOS_CHECK_LEVEL 1
#endif
#endif
