// helios/storage/testing/faulty_vfs.hpp -- a vfs whose calls fail where a plan says.
//
// Requires  the wrapped vfs, the plan and this vfs outlive their files
// Holds     (F1) a call that fails has done nothing, a write apart: that may have written a prefix
//           (F2) size(), identity(), now(), random() and closing never fail
// Errors    those of storage/os_error.hpp for the errno of the plan; map gives nullptr
#pragma once

#include <helios/storage/testing/fault_plan.hpp>
#include <helios/storage/testing/forwarding_vfs.hpp>

namespace helios::storage::testing {

class faulty_vfs final : public forwarding_vfs {
 public:
  faulty_vfs(vfs& inner, fault_plan& plan) noexcept : forwarding_vfs(inner), plan_(plan) {}

  [[nodiscard]] HELIOS_DECL std::unique_ptr<file> open(std::string const& path,
                                                       open_mode mode) override;
  [[nodiscard]] HELIOS_DECL std::optional<file_identity> identify(std::string const& path) override;
  HELIOS_DECL void remove(std::string const& path) override;
  HELIOS_DECL void rename(std::string const& from, std::string const& to) override;
  [[nodiscard]] HELIOS_DECL std::string resolve(std::string const& path) override;
  HELIOS_DECL void copy_permissions(std::string const& from, std::string const& to) override;
  HELIOS_DECL void sync_directory(std::string const& path) override;

 private:
  fault_plan& plan_;
};

}  // namespace helios::storage::testing

#if HELIOS_HEADER_ONLY
#include <helios/storage/impl/testing/faulty_vfs.ipp>
#endif
