// helios/api/impl/parsed_statement.hpp -- a statement of a text, with the plans made for it.
//
// Threads   any number of sessions may share one; the plans are kept under a lock
#pragma once

#include <helios/api/impl/bound_plan.hpp>
#include <helios/api/session.hpp>
#include <helios/base/arena.hpp>

#include <mutex>

namespace helios::api::detail {

/// What the statements of one text share.
struct parsed_text {
  std::string text;
  arena memory;
};

class parsed_statement final : public statement {
 public:
  parsed_statement(std::shared_ptr<parsed_text const> of, sql::ast::statement const& tree)
      : of_(std::move(of)), tree_(&tree) {}

  [[nodiscard]] std::string_view text() const noexcept override {
    return std::string_view(of_->text).substr(tree_->at.offset,
                                              tree_->end.offset - tree_->at.offset);
  }
  [[nodiscard]] sql::ast::statement const& tree() const noexcept override { return *tree_; }

  /// The text that positions count in.
  [[nodiscard]] std::string_view whole_text() const noexcept { return of_->text; }
  /// A statement inside this one: what PREPARE names, what EXPLAIN explains.
  [[nodiscard]] std::shared_ptr<parsed_statement> part(sql::ast::statement const& tree) const {
    return std::make_shared<parsed_statement>(of_, tree);
  }

  [[nodiscard]] bound_plan_ptr find_plan(schema_version const& schema, bool optimized, bool bare,
                                         std::string_view settings,
                                         std::span<types::data_type const> parameters) const {
    std::lock_guard const hold(lock_);
    for (bound_plan_ptr const& p : plans_) {
      if (p->key.is(schema, optimized, bare, settings, parameters)) return p;
    }
    return nullptr;
  }
  void keep_plan(bound_plan_ptr made) {
    std::lock_guard const hold(lock_);
    // Plans of a schema that has passed are never asked for again.
    std::erase_if(plans_, [&](bound_plan_ptr const& p) {
      return p->key.schema != made->key.schema || p->key == made->key;
    });
    if (plans_.size() == most_plans) plans_.erase(plans_.begin());
    plans_.push_back(std::move(made));
  }

 private:
  static constexpr std::size_t most_plans = 8;
  std::shared_ptr<parsed_text const> of_;
  sql::ast::statement const* tree_;
  mutable std::mutex lock_;
  std::vector<bound_plan_ptr> plans_;
};

}  // namespace helios::api::detail
