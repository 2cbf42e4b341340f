// helios/config.hpp -- how a translation unit uses helios: header-only or compiled once.
//
// Header-only (default)          x.hpp pulls in impl/x.ipp; every function is inline.
// HELIOS_SEPARATE_COMPILATION    x.hpp only declares; one source of the program includes
//                                <helios/src.hpp>, which defines everything, or it links the
//                                static library `helios::compiled`.
// HELIOS_CHECK_LEVEL             0: no checks of the programmer's contract; 1: cheap ones (the
//                                default without NDEBUG); 2: whole structures after each change.
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

// 1 under the address sanitizer: frames are larger then, and nodes are allocated one by one.
#if defined(__SANITIZE_ADDRESS__)
#define HELIOS_ADDRESS_SANITIZER 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define HELIOS_ADDRESS_SANITIZER 1
#endif
#endif
#ifndef HELIOS_ADDRESS_SANITIZER
#define HELIOS_ADDRESS_SANITIZER 0
#endif
