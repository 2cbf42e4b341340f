// helios/api/impl/database_host.hpp -- what functions learn of the database: sequences, commit
// numbers, sizes.
//
// Threads   one, as the statement or transaction it answers for
// Errors    as exec::host; 25006 setval and nextval where nothing may be written
#pragma once

#include <helios/api/impl/read_point.hpp>
#include <helios/api/session.hpp>
#include <helios/api/settings.hpp>
#include <helios/catalog/write_scope.hpp>
#include <helios/exec/environment.hpp>

#include <optional>

namespace helios::api::detail {

class database_host final : public exec::host {
 public:
  /// All of it outlives the host.
  database_host(std::shared_ptr<instance> in, read_point const& at,
                catalog::sequence_session& sequences, settings const& s) noexcept
      : in_(std::move(in)), at_(&at), sequences_(&sequences), settings_(&s) {}
  /// Answers for a transaction. Without one, what is set is committed at once.
  void serve(history::transaction* tx, catalog::write_scope* scope) noexcept {
    tx_ = tx;
    scope_ = scope;
  }

  HELIOS_DECL std::int64_t next_value(std::string_view sequence) override;
  [[nodiscard]] HELIOS_DECL std::int64_t current_value(std::string_view sequence) override;
  [[nodiscard]] HELIOS_DECL std::int64_t last_value() override;
  HELIOS_DECL void set_value(std::string_view sequence, std::int64_t value,
                             bool is_called) override;
  [[nodiscard]] HELIOS_DECL std::int64_t current_scn() override;
  [[nodiscard]] HELIOS_DECL std::int64_t transaction_id() override;
  [[nodiscard]] HELIOS_DECL std::string current_branch() override;
  [[nodiscard]] HELIOS_DECL std::string current_setting(std::string_view name) override;
  [[nodiscard]] HELIOS_DECL std::int64_t database_size() override;
  [[nodiscard]] HELIOS_DECL std::int64_t relation_size(std::string_view name,
                                                       bool with_indexes) override;

 private:
  [[nodiscard]] HELIOS_DECL catalog::catalog_reader catalog() const;
  [[nodiscard]] HELIOS_DECL catalog::catalog_reader catalog_at(read_point const& at) const;
  [[nodiscard]] HELIOS_DECL catalog::object_id find(catalog::catalog_reader const& in,
                                                    std::string_view name) const;
  [[nodiscard]] HELIOS_DECL catalog::sequence_ptr sequence(std::string_view name) const;
  HELIOS_DECL void refuse_writing(std::string_view function) const;

  std::shared_ptr<instance> in_;
  read_point const* at_;
  catalog::sequence_session* sequences_;
  settings const* settings_;
  history::transaction* tx_ = nullptr;
  catalog::write_scope* scope_ = nullptr;
  std::optional<read_point> set_;  // behind what set_value() committed last
};

}  // namespace helios::api::detail

#if HELIOS_HEADER_ONLY
#include <helios/api/impl/database_host.ipp>
#endif
