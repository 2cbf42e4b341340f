// helios/api/transaction.hpp -- statements that take effect together or not at all.
//
// Shape     begin -> statements, savepoints -> commit | rollback; destroyed before: rolled back
//           It runs in the session that began it: statements of the database object are part of it.
// Threads   as the session
// Errors    40001 from statements and commit when a concurrent transaction came first: run it again
//           (database::transaction does); 25P02 after an error, until rollback or rollback_to
#pragma once

#include <helios/api/executor.hpp>

namespace helios {

class transaction : public executor {
 public:
  HELIOS_DECL explicit transaction(std::shared_ptr<detail::connection> in,
                                   std::optional<isolation_level> isolation = {});
  transaction(transaction&&) noexcept = default;
  HELIOS_DECL transaction& operator=(transaction&& other) noexcept;
  HELIOS_DECL ~transaction();

  /// Neither committed nor rolled back yet.
  [[nodiscard]] bool active() const noexcept { return connection_ != nullptr; }
  /// Throws 40001 and rolls back when a concurrent commit came first.
  HELIOS_DECL void commit();
  HELIOS_DECL void rollback();

  /// A point to go back to; a name used again hides the older one.
  HELIOS_DECL void savepoint(std::string_view name);
  HELIOS_DECL void rollback_to(std::string_view savepoint);
  HELIOS_DECL void release(std::string_view savepoint);

  [[nodiscard]] HELIOS_DECL try_result<void> try_commit();
  [[nodiscard]] HELIOS_DECL try_result<void> try_rollback();

 private:
  HELIOS_DECL void abandon() noexcept;
};

}  // namespace helios

#if HELIOS_HEADER_ONLY
#include <helios/api/impl/transaction.ipp>
#endif
