// helios/storage/os_error.hpp -- what the operating system refused, as a helios::error.
//
// Shape     could not <verb> "<path>" [at offset N]: <reason>
// Errors    ENOSPC, EDQUOT, EFBIG -> 53100; ENOENT -> 58P01; ENOMEM -> 53200; all others -> 58030
#pragma once

#include <helios/base/error.hpp>

#include <cstdint>
#include <string_view>

namespace helios::storage {

/// The SQLSTATE that stands for an errno.
[[nodiscard]] HELIOS_DECL sqlstate_code sqlstate_of(int os_error) noexcept;

/// Written where it is thrown: `throw could_not("sync", path, errno)`.
[[nodiscard]] HELIOS_DECL error could_not(std::string_view verb, std::string_view path,
                                          int os_error);
[[nodiscard]] HELIOS_DECL error could_not(std::string_view verb, std::string_view path,
                                          std::uint64_t offset, int os_error);
/// For reasons that have no errno: 58030.
[[nodiscard]] HELIOS_DECL error could_not(std::string_view verb, std::string_view path,
                                          std::string_view reason);

}  // namespace helios::storage

#if HELIOS_HEADER_ONLY
#include <helios/storage/impl/os_error.ipp>
#endif
