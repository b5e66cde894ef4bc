use std::sync::Arc;
use countersign::auth::digest::{Algorithm, QopOptions};
use countersign_peers::clients::Errand;
use countersign_peers::{Client, Guard, Origin, PASSWORD, Realm, USER};

fn run(client: Client, errand: Errand<'_>, realms: &[Realm], pages: usize) {
    let guards: Vec<_> = realms.iter().map(|r| Arc::new(Guard::new(r.clone()))).collect();
    let origins: Vec<_> = guards.iter().map(|g| { let g = Arc::clone(g); Origin::start(move |r| g.answer(r)) }).collect();
    let urls: Vec<Vec<String>> = origins.iter().map(|o| vec![o.url("/dir/page?a=b%20c&d='e'"); pages]).collect();
    let answers = client.visit(errand, &urls);
    for ((r, g), a) in realms.iter().zip(&guards).zip(answers) {
        println!("{client:?} {:?} {:?} uh{} {:?} {:?} u{} s{} nn{} => {a:?} {:?}", String::from_utf8_lossy(&r.name), r.algorithms, r.userhash, r.qop.map(|q| q.text().as_str().unwrap()), r.user, r.uses, r.stale, r.nextnonce, g.verdicts());
        if !g.verdicts().contains(&countersign_peers::Verdict::Accepted) { for (m,v) in g.seen() { if let Some(f) = m.field("Authorization") { println!("     {v:?} {}", String::from_utf8_lossy(f)); } } }
    }
}

#[test]
fn matrix() {
    let algs = [Algorithm::Md5, Algorithm::Md5Sess, Algorithm::Sha256, Algorithm::Sha256Sess, Algorithm::Sha512_256, Algorithm::Sha512_256Sess];
    let mut realms = vec![];
    for a in algs { for q in [None, Some(QopOptions::AUTH), Some(QopOptions::AUTH_INT), Some(QopOptions::BOTH)] { for u in [false, true] {
        realms.push(Realm { algorithms: vec![a], qop: q, userhash: u, ..Realm::default() });
    }}}
    for c in Client::ALL { for body in ["", "a body"] { println!("--- {body}"); run(c, Errand { scheme: "digest", user: USER, password: PASSWORD, body }, &realms, 1); } }
}
#[test]
fn sessions() {
    let realms = [
        Realm { ..Realm::default() },
        Realm { stale: 1, ..Realm::default() },
        Realm { uses: 1, ..Realm::default() },
        Realm { uses: 1, nextnonce: true, ..Realm::default() },
    ];
    for c in Client::ALL { run(c, Errand { scheme: "digest", user: USER, password: PASSWORD, body: "" }, &realms, 3); }
}
#[test]
fn names() {
    let realms = ["the \"staff\"", "back\\slash", "a, nonce=\"x\"", "caf\u{e9}", "", "tab\tin"].map(|n| Realm { name: n.into(), ..Realm::default() });
    for c in Client::ALL { run(c, Errand { scheme: "digest", user: USER, password: PASSWORD, body: "" }, &realms, 1); }
    let realms = [Realm { name: b"caf\xe9".to_vec(), ..Realm::default() }];
    for c in Client::ALL { run(c, Errand { scheme: "digest", user: USER, password: PASSWORD, body: "" }, &realms, 1); }
    for (user, password) in [("J\u{e4}s\u{f8}n Doe", "x"), ("Mufasa", "P\u{e4}ss"), ("a\"b\\c", "p\"\\:p"), ("\u{20ac}", "x")] {
    let realms = [Realm { user: user.into(), password: password.into(), ..Realm::default() }];
    for c in Client::ALL { run(c, Errand { scheme: "digest", user, password, body: "" }, &realms, 1); }
    let realms = [Realm { user: user.into(), password: password.into(), algorithms: vec![], basic: true, ..Realm::default() }];
    for c in Client::ALL { run(c, Errand { scheme: "basic", user, password, body: "" }, &realms, 1); }
    }
}
