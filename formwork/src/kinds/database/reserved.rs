//! Names that RDS refuses for a database: words that its engine reserves.

use super::engine::Protocol;
use super::manifest::Engine;
use crate::manifest::Key;
use crate::problem::{Code, Problem};

/// The reserved key words of PostgreSQL (its documentation, appendix C, "SQL Key Words") and the
/// databases and roles that RDS has already.
const POSTGRES: &str = "\
    admin all analyse analyze and any array as asc asymmetric authorization binary both case cast check \
    collate collation column concurrently constraint create cross current_catalog current_date \
    current_role current_schema current_time current_timestamp current_user database db default \
    deferrable desc distinct do else end except false fetch for foreign freeze full grant group having \
    ilike in initially inner intersect into is isnull join lateral leading left like limit localtime \
    localtimestamp natural not notnull null offset on only or order outer overlaps placing primary \
    rdsadmin references returning right select session_user similar some symmetric system_user table \
    tablesample template0 template1 then trailing true union unique user using variadic verbose when \
    where window with";

/// The reserved words of MySQL 8.4 (its reference manual, "Keywords and Reserved Words") and the databases that it has
/// already.
const MYSQL: &str = "\
    accessible add all alter analyze and as asc asensitive before between bigint binary blob both by \
    call cascade case change char character check collate column condition constraint continue convert \
    create cross cube cume_dist current_date current_time current_timestamp current_user cursor database \
    databases day_hour day_microsecond day_minute day_second dec decimal declare default delayed delete \
    dense_rank desc describe deterministic distinct distinctrow div double drop dual each else elseif \
    empty enclosed escaped except exists exit explain false fetch first_value float float4 float8 for \
    force foreign from fulltext function generated get grant group grouping groups having high_priority \
    hour_microsecond hour_minute hour_second if ignore in index infile information_schema inner innodb \
    inout insensitive insert int int1 int2 int3 int4 int8 integer intersect interval into io_after_gtids \
    io_before_gtids is iterate join json_table key keys kill lag last_value lateral lead leading leave \
    left like limit linear lines load localtime localtimestamp lock long longblob longtext loop \
    low_priority manual master_bind master_ssl_verify_server_cert match maxvalue mediumblob mediumint \
    mediumtext middleint minute_microsecond minute_second mod modifies mysql natural no_write_to_binlog \
    not nth_value ntile null numeric of on optimize optimizer_costs option optionally or order out outer \
    outfile over parallel partition percent_rank performance_schema precision primary procedure purge \
    qualify range rank read read_write reads real recursive references regexp release rename repeat \
    replace require resignal restrict return revoke right rlike row row_number rows schema schemas \
    second_microsecond select sensitive separator set show signal smallint spatial specific sql \
    sql_big_result sql_calc_found_rows sql_small_result sqlexception sqlstate sqlwarning ssl starting \
    stored straight_join sys system table tablesample terminated then tinyblob tinyint tinytext to \
    trailing trigger true undo union unique unlock unsigned update usage use using utc_date utc_time \
    utc_timestamp values varbinary varchar varcharacter varying virtual when where while window with \
    write xor year_month zerofill";

/// The name of the entry becomes that of the database.
pub(super) fn reserved_name(engine: Engine, key: &Key) -> Option<Problem> {
    let name = key.get();
    let reserved = match engine.protocol() {
        Protocol::Postgres => POSTGRES,
        Protocol::Mysql => MYSQL,
    };
    reserved.split(' ').find(|word| word == name)?;
    let message =
        format!("`{name}` is a reserved word, which RDS refuses as the name of a database");
    Some(
        Problem::new(Code::InvalidName, message)
            .at(key.span(), "becomes the name of the database")
            .help(format!(
                "use a name of your own, such as `[database.{name}_data]`"
            )),
    )
}

#[cfg(test)]
mod tests {
    use super::{MYSQL, POSTGRES};

    #[test]
    fn reserved_words_are_sorted_and_stand_there_once() {
        for (words, some) in [(POSTGRES, "rdsadmin"), (MYSQL, "sys")] {
            let words: Vec<&str> = words.split(' ').collect();
            assert!(words.is_sorted_by(|a, b| a < b));
            assert!(words.contains(&some));
        }
    }
}
