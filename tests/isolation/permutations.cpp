// tests/isolation/permutations.cpp -- the specs of specs/ in every order that their steps can take,
// at both levels: each answer, each COMMIT and the rows at the end are what the model says.
//
// HELIOS_SIZE_ISOLATION_ORDERS says how many orders of a spec are tried at a level, where it has
// more. A step that waited for another session would wait for ever here: none does.

#include <tests/isolation/spec_model.hpp>
#include <tests/support/random.hpp>

#include <filesystem>

using namespace helios;
using namespace helios::test;

namespace {

struct tally {
  std::size_t orders = 0, commits = 0, refused = 0, cautiously = 0;
};

/// One order of a spec's steps, on a branch of its own.
class played_order {
 public:
  played_order(isolation_spec const& spec, spec_model& model, session_fixture& db,
               std::string const& branch, bool serializable)
      : spec_(spec), model_(model), serializable_(serializable), now_(model.start()) {
    for (std::size_t s = 0; s != spec.sessions.size(); ++s)
      sessions_.push_back(
          {std::make_unique<api::session>(db.db, api::session_options{.branch = branch})});
  }

  void play(std::vector<std::size_t> const& order, tally& total) {
    for (std::size_t const s : order) step(s, total);
    INFO(told_);
    REQUIRE(read_state(*sessions_[0].session, model_.tables()) == now_);
  }

 private:
  struct running {
    std::unique_ptr<api::session> session;
    std::size_t transaction = 0, statement = 0;
    lone_run const* alone = nullptr;
  };

  void step(std::size_t number, tally& total) {
    running& r = sessions_[number];
    spec_session const& of = spec_.sessions[number];
    spec_transaction const& t = of.transactions[r.transaction];
    if (r.statement == 0) {
      r.alone = &model_.alone(now_, t);
      if (!t.alone)
        REQUIRE(run(*r.session, serializable_
                                    ? "BEGIN ISOLATION LEVEL SERIALIZABLE"
                                    : "BEGIN ISOLATION LEVEL REPEATABLE READ") == "BEGIN");
    }
    std::string const& sql = t.statements[r.statement];
    std::string const& expected = r.alone->answers[r.statement];
    std::string const answer = run(*r.session, sql);
    told_ += of.name + ": " + sql + " -> " + answer + "\n";
    INFO(told_ << "alone: " << expected);
    if (sql == "COMMIT" && r.alone->committed()) {
      commit(r, t, answer, total);
    } else {
      REQUIRE(answer == expected);
      if (t.alone) now_ = r.alone->after;
    }
    if (++r.statement == t.statements.size()) {
      r.statement = 0;
      ++r.transaction;
    }
  }

  void commit(running const& r, spec_transaction const& t, std::string const& answer,
              tally& total) {
    using verdict = spec_model::verdict;
    auto expected = model_.at_commit(*r.alone, t, now_, serializable_);
    if (answer == "COMMIT") {
      REQUIRE(expected.is != verdict::is_refused);
      now_ = std::move(expected.after);
      ++total.commits;
      return;
    }
    REQUIRE(expected.is != verdict::commits);
    std::string const state = answer.substr(0, 5);
    bool const well_told =
        state == "40001" || (expected.breaks_rule && (state == "23505" || state == "23503"));
    REQUIRE(well_told);
    ++(expected.is == verdict::is_refused ? total.refused : total.cautiously);
  }

  isolation_spec const& spec_;
  spec_model& model_;
  bool serializable_;
  tables_state now_;
  std::vector<running> sessions_;
  std::string told_;
};

/// How many orders there are; `enough`: or more.
[[nodiscard]] std::uint64_t count_orders(isolation_spec const& spec, std::uint64_t enough) {
  std::uint64_t n = 1, placed = 0;
  for (spec_session const& s : spec.sessions) {
    for (std::size_t i = 1; i <= s.steps() && n < enough; ++i) n = n * ++placed / i;
  }
  return n;
}

void play_spec(isolation_spec const& spec, bool serializable, tally& total) {
  static std::uint64_t const most = run_size("ISOLATION_ORDERS", 40);
  spec_model model(spec);
  std::string setup;
  for (std::string const& s : spec.setup) setup += s + ";";
  session_fixture db(setup);
  std::vector<std::size_t> order = spec.first_order();
  auto const play = [&] {
    std::string told;
    for (std::size_t const s : order) told += spec.sessions[s].name + " ";
    INFO(spec.name << (serializable ? " at SERIALIZABLE" : " at REPEATABLE READ") << ": " << told);
    REQUIRE(db("CREATE BRANCH played") == "CREATE BRANCH");
    played_order(spec, model, db, "played", serializable).play(order, total);
    REQUIRE(db("DROP BRANCH played FORCE") == "DROP BRANCH");
    ++total.orders;
  };
  if (count_orders(spec, most + 1) <= most) {
    do play();
    while (std::next_permutation(order.begin(), order.end()));
    return;
  }
  random_source random;
  INFO("HELIOS_SEED=" << random.seed);
  for (std::uint64_t i = 0; i != most; ++i) {
    play();
    std::shuffle(order.begin(), order.end(), random.engine);
  }
}

[[nodiscard]] std::vector<isolation_spec> all_specs() {
  std::vector<isolation_spec> out;
  for (auto const& file : std::filesystem::directory_iterator(HELIOS_TEST_SPECS))
    for (isolation_spec& s : read_specs(file.path().string())) out.push_back(std::move(s));
  std::sort(out.begin(), out.end(), [](auto const& a, auto const& b) { return a.name < b.name; });
  return out;
}

}  // namespace

TEST_CASE("specs at REPEATABLE READ end as snapshots must", "[isolation]") {
  tally total;
  for (isolation_spec const& s : all_specs()) play_spec(s, false, total);
  CHECK(total.orders > 300);
  CHECK(total.refused != 0);
  CHECK(total.cautiously == 0);
}

TEST_CASE("specs at SERIALIZABLE end as if one ran after the other, in the order of COMMITs",
          "[isolation]") {
  tally total;
  for (isolation_spec const& s : all_specs()) play_spec(s, true, total);
  CHECK(total.orders > 300);
  CHECK(total.refused != 0);
  CHECK(total.commits > total.cautiously);
}
