CREATE OR REPLACE FUNCTION public.audit_is_append_only()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
BEGIN
  RAISE EXCEPTION 'the audit log is append-only' USING ERRCODE = 'restrict_violation';
END $function$


CREATE OR REPLACE FUNCTION public.contact_email_drop()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
BEGIN
  DELETE FROM contact_email
  WHERE contact_id = old.id
    AND email IN (SELECT lower(value COLLATE "C") FROM jsonb_array_elements_text(old.emails));
  RETURN NULL;
END
$function$


CREATE OR REPLACE FUNCTION public.contact_email_put()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
BEGIN
  INSERT INTO contact_email (email, contact_id)
  SELECT lower(value COLLATE "C"), new.id FROM jsonb_array_elements_text(new.emails) ON CONFLICT DO NOTHING;
  RETURN NULL;
END
$function$


CREATE OR REPLACE FUNCTION public.criteria_duration(value jsonb)
 RETURNS bigint
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE
RETURN CASE WHEN ((jsonb_typeof(value) = 'string'::text) AND ("right"((value #>> '{}'::text[]), 1) <> ALL (ARRAY['P'::text, 'T'::text]))) THEN (SELECT (CASE part.part[1] WHEN '-'::text THEN '-1'::integer ELSE 1 END * (((((((COALESCE(part.part[2], '0'::text))::bigint * 604800000) + ((COALESCE(part.part[3], '0'::text))::bigint * 86400000)) + ((COALESCE(part.part[4], '0'::text))::bigint * 3600000)) + ((COALESCE(part.part[5], '0'::text))::bigint * 60000)) + ((COALESCE(part.part[6], '0'::text))::bigint * 1000)) + criteria_ms(part.part[7]))) FROM regexp_match(((criteria_duration.value #>> '{}'::text[]) COLLATE "C"), '^(-?)P(?:([0-9]{1,7})W)?(?:([0-9]{1,7})D)?(?:T(?:([0-9]{1,9})H)?(?:([0-9]{1,9})M)?(?:([0-9]{1,9})(?:[.]([0-9]{1,9}))?S)?)?$'::text) part(part) WHERE (part.part IS NOT NULL)) ELSE NULL::bigint END


CREATE OR REPLACE FUNCTION public.criteria_exact(value jsonb)
 RETURNS text
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE
RETURN CASE WHEN (jsonb_typeof(value) = 'string'::text) THEN NULLIF((value #>> '{}'::text[]), ''::text) ELSE NULL::text END


CREATE OR REPLACE FUNCTION public.criteria_flag(value jsonb)
 RETURNS boolean
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE
RETURN CASE WHEN (jsonb_typeof(value) = 'boolean'::text) THEN (value = 'true'::jsonb) ELSE NULL::boolean END


CREATE OR REPLACE FUNCTION public.criteria_fold(value text)
 RETURNS text
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE
RETURN CASE WHEN (octet_length(value) = char_length(value)) THEN lower((value COLLATE "C")) ELSE translate(value, 'abcdefghijklmnopqrstuvwxyz 0123456789.-àáâãäåæçèéêëìíîïðñòóôõöøùúûüýþāăąćĉċčďđēĕėęěĝğġģĥħĩīĭįĳĵķĺļľŀłńņňŋōŏőœŕŗřśŝşšţťŧũūŭůűųŵŷÿźżžABCDEFGHIJKLMNOPQRSTUVWXYZµÀÁÂÃÄÅÆÇÈÉÊËÌÍÎÏÐÑÒÓÔÕÖØÙÚÛÜÝÞĀĂĄĆĈĊČĎĐĒĔĖĘĚĜĞĠĢĤĦĨĪĬĮĲĴĶĹĻĽĿŁŃŅŇŊŌŎŐŒŔŖŘŚŜŞŠŢŤŦŨŪŬŮŰŲŴŶŸŹŻŽƁƂƄƆƇƉƊƋƎƏƐƑƓƔƖƗƘƜƝƟƠƢƤƦƧƩƬƮƯƱƲƳƵƷƸƼǄǅǇǈǊǋǍǏǑǓǕǗǙǛǞǠǢǤǦǨǪǬǮǱǲǴǶǷǸǺǼǾȀȂȄȆȈȊȌȎȐȒȔȖȘȚȜȞȠȢȤȦȨȪȬȮȰȲȺȻȽȾɁɃɄɅɆɈɊɌɎͅͰͲͶͿΆΈΉΊΌΎΏΑΒΓΔΕΖΗΘΙΚΛΜΝΞΟΠΡΣΤΥΦΧΨΩΪΫςϏϐϑϕϖϘϚϜϞϠϢϤϦϨϪϬϮϰϱϴϵϷϹϺϽϾϿЀЁЂЃЄЅІЇЈЉЊЋЌЍЎЏАБВГДЕЖЗИЙКЛМНОПРСТУФХЦЧШЩЪЫЬЭЮЯѠѢѤѦѨѪѬѮѰѲѴѶѸѺѼѾҀҊҌҎҐҒҔҖҘҚҜҞҠҢҤҦҨҪҬҮҰҲҴҶҸҺҼҾӀӁӃӅӇӉӋӍӐӒӔӖӘӚӜӞӠӢӤӦӨӪӬӮӰӲӴӶӸӺӼӾԀԂԄԆԈԊԌԎԐԒԔԖԘԚԜԞԠԢԤԦԨԪԬԮԱԲԳԴԵԶԷԸԹԺԻԼԽԾԿՀՁՂՃՄՅՆՇՈՉՊՋՌՍՎՏՐՑՒՓՔՕՖႠႡႢႣႤႥႦႧႨႩႪႫႬႭႮႯႰႱႲႳႴႵႶႷႸႹႺႻႼႽႾႿჀჁჂჃჄჅჇჍᎠᎡᎢᎣᎤᎥᎦᎧᎨᎩᎪᎫᎬᎭᎮᎯᎰᎱᎲᎳᎴᎵᎶᎷᎸᎹᎺᎻᎼᎽᎾᎿᏀᏁᏂᏃᏄᏅᏆᏇᏈᏉᏊᏋᏌᏍᏎᏏᏐᏑᏒᏓᏔᏕᏖᏗᏘᏙᏚᏛᏜᏝᏞᏟᏠᏡᏢᏣᏤᏥᏦᏧᏨᏩᏪᏫᏬᏭᏮᏯᏰᏱᏲᏳᏴᏵᲀᲁᲂᲃᲄᲅᲆᲇᲈᲉᲐᲑᲒᲓᲔᲕᲖᲗᲘᲙᲚᲛᲜᲝᲞᲟᲠᲡᲢᲣᲤᲥᲦᲧᲨᲩᲪᲫᲬᲭᲮᲯᲰᲱᲲᲳᲴᲵᲶᲷᲸᲹᲺᲽᲾᲿḀḂḄḆḈḊḌḎḐḒḔḖḘḚḜḞḠḢḤḦḨḪḬḮḰḲḴḶḸḺḼḾṀṂṄṆṈṊṌṎṐṒṔṖṘṚṜṞṠṢṤṦṨṪṬṮṰṲṴṶṸṺṼṾẀẂẄẆẈẊẌẎẐẒẔẛẞẠẢẤẦẨẪẬẮẰẲẴẶẸẺẼẾỀỂỄỆỈỊỌỎỐỒỔỖỘỚỜỞỠỢỤỦỨỪỬỮỰỲỴỶỸỺỼỾἈἉἊἋἌἍἎἏἘἙἚἛἜἝἨἩἪἫἬἭἮἯἸἹἺἻἼἽἾἿὈὉὊὋὌὍὙὛὝὟὨὩὪὫὬὭὮὯᾈᾉᾊᾋᾌᾍᾎᾏᾘᾙᾚᾛᾜᾝᾞᾟᾨᾩᾪᾫᾬᾭᾮᾯᾸᾹᾺΆᾼιῈΈῊΉῌῘῙῚΊῨῩῪΎῬῸΌῺΏῼΩKÅℲⅠⅡⅢⅣⅤⅥⅦⅧⅨⅩⅪⅫⅬⅭⅮⅯↃⒶⒷⒸⒹⒺⒻⒼⒽⒾⒿⓀⓁⓂⓃⓄⓅⓆⓇⓈⓉⓊⓋⓌⓍⓎⓏⰀⰁⰂⰃⰄⰅⰆⰇⰈⰉⰊⰋⰌⰍⰎⰏⰐⰑⰒⰓⰔⰕⰖⰗⰘⰙⰚⰛⰜⰝⰞⰟⰠⰡⰢⰣⰤⰥⰦⰧⰨⰩⰪⰫⰬⰭⰮⰯⱠⱢⱣⱤⱧⱩⱫⱭⱮⱯⱰⱲⱵⱾⱿⲀⲂⲄⲆⲈⲊⲌⲎⲐⲒⲔⲖⲘⲚⲜⲞⲠⲢⲤⲦⲨⲪⲬⲮⲰⲲⲴⲶⲸⲺⲼⲾⳀⳂⳄⳆⳈⳊⳌⳎⳐⳒⳔⳖⳘⳚⳜⳞⳠⳢⳫⳭⳲꙀꙂꙄꙆꙈꙊꙌꙎꙐꙒꙔꙖꙘꙚꙜꙞꙠꙢꙤꙦꙨꙪꙬꚀꚂꚄꚆꚈꚊꚌꚎꚐꚒꚔꚖꚘꚚꜢꜤꜦꜨꜪꜬꜮꜲꜴꜶꜸꜺꜼꜾꝀꝂꝄꝆꝈꝊꝌꝎꝐꝒꝔꝖꝘꝚꝜꝞꝠꝢꝤꝦꝨꝪꝬꝮꝹꝻꝽꝾꞀꞂꞄꞆꞋꞍꞐꞒꞖꞘꞚꞜꞞꞠꞢꞤꞦꞨꞪꞫꞬꞭꞮꞰꞱꞲꞳꞴꞶꞸꞺꞼꞾꟀꟂꟄꟅꟆꟇꟉꟋꟌꟐꟖꟘꟚꟜꟵＡＢＣＤＥＦＧＨＩＪＫＬＭＮＯＰＱＲＳＴＵＶＷＸＹＺ𐐀𐐁𐐂𐐃𐐄𐐅𐐆𐐇𐐈𐐉𐐊𐐋𐐌𐐍𐐎𐐏𐐐𐐑𐐒𐐓𐐔𐐕𐐖𐐗𐐘𐐙𐐚𐐛𐐜𐐝𐐞𐐟𐐠𐐡𐐢𐐣𐐤𐐥𐐦𐐧𐒰𐒱𐒲𐒳𐒴𐒵𐒶𐒷𐒸𐒹𐒺𐒻𐒼𐒽𐒾𐒿𐓀𐓁𐓂𐓃𐓄𐓅𐓆𐓇𐓈𐓉𐓊𐓋𐓌𐓍𐓎𐓏𐓐𐓑𐓒𐓓𐕰𐕱𐕲𐕳𐕴𐕵𐕶𐕷𐕸𐕹𐕺𐕼𐕽𐕾𐕿𐖀𐖁𐖂𐖃𐖄𐖅𐖆𐖇𐖈𐖉𐖊𐖌𐖍𐖎𐖏𐖐𐖑𐖒𐖔𐖕𐲀𐲁𐲂𐲃𐲄𐲅𐲆𐲇𐲈𐲉𐲊𐲋𐲌𐲍𐲎𐲏𐲐𐲑𐲒𐲓𐲔𐲕𐲖𐲗𐲘𐲙𐲚𐲛𐲜𐲝𐲞𐲟𐲠𐲡𐲢𐲣𐲤𐲥𐲦𐲧𐲨𐲩𐲪𐲫𐲬𐲭𐲮𐲯𐲰𐲱𐲲𐵐𐵑𐵒𐵓𐵔𐵕𐵖𐵗𐵘𐵙𐵚𐵛𐵜𐵝𐵞𐵟𐵠𐵡𐵢𐵣𐵤𐵥𑢠𑢡𑢢𑢣𑢤𑢥𑢦𑢧𑢨𑢩𑢪𑢫𑢬𑢭𑢮𑢯𑢰𑢱𑢲𑢳𑢴𑢵𑢶𑢷𑢸𑢹𑢺𑢻𑢼𑢽𑢾𑢿𖹀𖹁𖹂𖹃𖹄𖹅𖹆𖹇𖹈𖹉𖹊𖹋𖹌𖹍𖹎𖹏𖹐𖹑𖹒𖹓𖹔𖹕𖹖𖹗𖹘𖹙𖹚𖹛𖹜𖹝𖹞𖹟𞤀𞤁𞤂𞤃𞤄𞤅𞤆𞤇𞤈𞤉𞤊𞤋𞤌𞤍𞤎𞤏𞤐𞤑𞤒𞤓𞤔𞤕𞤖𞤗𞤘𞤙𞤚𞤛𞤜𞤝𞤞𞤟𞤠𞤡'::text, 'abcdefghijklmnopqrstuvwxyz 0123456789.-àáâãäåæçèéêëìíîïðñòóôõöøùúûüýþāăąćĉċčďđēĕėęěĝğġģĥħĩīĭįĳĵķĺļľŀłńņňŋōŏőœŕŗřśŝşšţťŧũūŭůűųŵŷÿźżžabcdefghijklmnopqrstuvwxyzμàáâãäåæçèéêëìíîïðñòóôõöøùúûüýþāăąćĉċčďđēĕėęěĝğġģĥħĩīĭįĳĵķĺļľŀłńņňŋōŏőœŕŗřśŝşšţťŧũūŭůűųŵŷÿźżžɓƃƅɔƈɖɗƌǝəɛƒɠɣɩɨƙɯɲɵơƣƥʀƨʃƭʈưʊʋƴƶʒƹƽǆǆǉǉǌǌǎǐǒǔǖǘǚǜǟǡǣǥǧǩǫǭǯǳǳǵƕƿǹǻǽǿȁȃȅȇȉȋȍȏȑȓȕȗșțȝȟƞȣȥȧȩȫȭȯȱȳⱥȼƚⱦɂƀʉʌɇɉɋɍɏιͱͳͷϳάέήίόύώαβγδεζηθικλμνξοπρστυφχψωϊϋσϗβθφπϙϛϝϟϡϣϥϧϩϫϭϯκρθεϸϲϻͻͼͽѐёђѓєѕіїјљњћќѝўџабвгдежзийклмнопрстуфхцчшщъыьэюяѡѣѥѧѩѫѭѯѱѳѵѷѹѻѽѿҁҋҍҏґғҕҗҙқҝҟҡңҥҧҩҫҭүұҳҵҷҹһҽҿӏӂӄӆӈӊӌӎӑӓӕӗәӛӝӟӡӣӥӧөӫӭӯӱӳӵӷӹӻӽӿԁԃԅԇԉԋԍԏԑԓԕԗԙԛԝԟԡԣԥԧԩԫԭԯաբգդեզէըթժիլխծկհձղճմյնշոչպջռսվտրցւփքօֆⴀⴁⴂⴃⴄⴅⴆⴇⴈⴉⴊⴋⴌⴍⴎⴏⴐⴑⴒⴓⴔⴕⴖⴗⴘⴙⴚⴛⴜⴝⴞⴟⴠⴡⴢⴣⴤⴥⴧⴭꭰꭱꭲꭳꭴꭵꭶꭷꭸꭹꭺꭻꭼꭽꭾꭿꮀꮁꮂꮃꮄꮅꮆꮇꮈꮉꮊꮋꮌꮍꮎꮏꮐꮑꮒꮓꮔꮕꮖꮗꮘꮙꮚꮛꮜꮝꮞꮟꮠꮡꮢꮣꮤꮥꮦꮧꮨꮩꮪꮫꮬꮭꮮꮯꮰꮱꮲꮳꮴꮵꮶꮷꮸꮹꮺꮻꮼꮽꮾꮿᏸᏹᏺᏻᏼᏽвдосттъѣꙋᲊაბგდევზთიკლმნოპჟრსტუფქღყშჩცძწჭხჯჰჱჲჳჴჵჶჷჸჹჺჽჾჿḁḃḅḇḉḋḍḏḑḓḕḗḙḛḝḟḡḣḥḧḩḫḭḯḱḳḵḷḹḻḽḿṁṃṅṇṉṋṍṏṑṓṕṗṙṛṝṟṡṣṥṧṩṫṭṯṱṳṵṷṹṻṽṿẁẃẅẇẉẋẍẏẑẓẕṡßạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹỻỽỿἀἁἂἃἄἅἆἇἐἑἒἓἔἕἠἡἢἣἤἥἦἧἰἱἲἳἴἵἶἷὀὁὂὃὄὅὑὓὕὗὠὡὢὣὤὥὦὧᾀᾁᾂᾃᾄᾅᾆᾇᾐᾑᾒᾓᾔᾕᾖᾗᾠᾡᾢᾣᾤᾥᾦᾧᾰᾱὰάᾳιὲέὴήῃῐῑὶίῠῡὺύῥὸόὼώῳωkåⅎⅰⅱⅲⅳⅴⅵⅶⅷⅸⅹⅺⅻⅼⅽⅾⅿↄⓐⓑⓒⓓⓔⓕⓖⓗⓘⓙⓚⓛⓜⓝⓞⓟⓠⓡⓢⓣⓤⓥⓦⓧⓨⓩⰰⰱⰲⰳⰴⰵⰶⰷⰸⰹⰺⰻⰼⰽⰾⰿⱀⱁⱂⱃⱄⱅⱆⱇⱈⱉⱊⱋⱌⱍⱎⱏⱐⱑⱒⱓⱔⱕⱖⱗⱘⱙⱚⱛⱜⱝⱞⱟⱡɫᵽɽⱨⱪⱬɑɱɐɒⱳⱶȿɀⲁⲃⲅⲇⲉⲋⲍⲏⲑⲓⲕⲗⲙⲛⲝⲟⲡⲣⲥⲧⲩⲫⲭⲯⲱⲳⲵⲷⲹⲻⲽⲿⳁⳃⳅⳇⳉⳋⳍⳏⳑⳓⳕⳗⳙⳛⳝⳟⳡⳣⳬⳮⳳꙁꙃꙅꙇꙉꙋꙍꙏꙑꙓꙕꙗꙙꙛꙝꙟꙡꙣꙥꙧꙩꙫꙭꚁꚃꚅꚇꚉꚋꚍꚏꚑꚓꚕꚗꚙꚛꜣꜥꜧꜩꜫꜭꜯꜳꜵꜷꜹꜻꜽꜿꝁꝃꝅꝇꝉꝋꝍꝏꝑꝓꝕꝗꝙꝛꝝꝟꝡꝣꝥꝧꝩꝫꝭꝯꝺꝼᵹꝿꞁꞃꞅꞇꞌɥꞑꞓꞗꞙꞛꞝꞟꞡꞣꞥꞧꞩɦɜɡɬɪʞʇʝꭓꞵꞷꞹꞻꞽꞿꟁꟃꞔʂᶎꟈꟊɤꟍꟑꟗꟙꟛƛꟶａｂｃｄｅｆｇｈｉｊｋｌｍｎｏｐｑｒｓｔｕｖｗｘｙｚ𐐨𐐩𐐪𐐫𐐬𐐭𐐮𐐯𐐰𐐱𐐲𐐳𐐴𐐵𐐶𐐷𐐸𐐹𐐺𐐻𐐼𐐽𐐾𐐿𐑀𐑁𐑂𐑃𐑄𐑅𐑆𐑇𐑈𐑉𐑊𐑋𐑌𐑍𐑎𐑏𐓘𐓙𐓚𐓛𐓜𐓝𐓞𐓟𐓠𐓡𐓢𐓣𐓤𐓥𐓦𐓧𐓨𐓩𐓪𐓫𐓬𐓭𐓮𐓯𐓰𐓱𐓲𐓳𐓴𐓵𐓶𐓷𐓸𐓹𐓺𐓻𐖗𐖘𐖙𐖚𐖛𐖜𐖝𐖞𐖟𐖠𐖡𐖣𐖤𐖥𐖦𐖧𐖨𐖩𐖪𐖫𐖬𐖭𐖮𐖯𐖰𐖱𐖳𐖴𐖵𐖶𐖷𐖸𐖹𐖻𐖼𐳀𐳁𐳂𐳃𐳄𐳅𐳆𐳇𐳈𐳉𐳊𐳋𐳌𐳍𐳎𐳏𐳐𐳑𐳒𐳓𐳔𐳕𐳖𐳗𐳘𐳙𐳚𐳛𐳜𐳝𐳞𐳟𐳠𐳡𐳢𐳣𐳤𐳥𐳦𐳧𐳨𐳩𐳪𐳫𐳬𐳭𐳮𐳯𐳰𐳱𐳲𐵰𐵱𐵲𐵳𐵴𐵵𐵶𐵷𐵸𐵹𐵺𐵻𐵼𐵽𐵾𐵿𐶀𐶁𐶂𐶃𐶄𐶅𑣀𑣁𑣂𑣃𑣄𑣅𑣆𑣇𑣈𑣉𑣊𑣋𑣌𑣍𑣎𑣏𑣐𑣑𑣒𑣓𑣔𑣕𑣖𑣗𑣘𑣙𑣚𑣛𑣜𑣝𑣞𑣟𖹠𖹡𖹢𖹣𖹤𖹥𖹦𖹧𖹨𖹩𖹪𖹫𖹬𖹭𖹮𖹯𖹰𖹱𖹲𖹳𖹴𖹵𖹶𖹷𖹸𖹹𖹺𖹻𖹼𖹽𖹾𖹿𞤢𞤣𞤤𞤥𞤦𞤧𞤨𞤩𞤪𞤫𞤬𞤭𞤮𞤯𞤰𞤱𞤲𞤳𞤴𞤵𞤶𞤷𞤸𞤹𞤺𞤻𞤼𞤽𞤾𞤿𞥀𞥁𞥂𞥃'::text) END


CREATE OR REPLACE FUNCTION public.criteria_folded(value jsonb)
 RETURNS text
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE
RETURN CASE WHEN (jsonb_typeof(value) = 'string'::text) THEN NULLIF(criteria_fold((value #>> '{}'::text[])), ''::text) ELSE NULL::text END


CREATE OR REPLACE FUNCTION public.criteria_list(value jsonb)
 RETURNS jsonb
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE
RETURN CASE WHEN (jsonb_typeof(value) = 'array'::text) THEN value ELSE '[]'::jsonb END


CREATE OR REPLACE FUNCTION public.criteria_moment(value jsonb)
 RETURNS bigint
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE
RETURN CASE WHEN ((jsonb_typeof(value) = 'string'::text) AND (((value #>> '{}'::text[]) COLLATE "C") ~ '^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])T([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]([.][0-9]{1,9})?Z$'::text) AND ("left"((value #>> '{}'::text[]), 4) <> '0000'::text)) THEN CASE WHEN (((substr((value #>> '{}'::text[]), 9, 2))::integer)::numeric <= EXTRACT(day FROM ((make_date((substr((value #>> '{}'::text[]), 1, 4))::integer, (substr((value #>> '{}'::text[]), 6, 2))::integer, 1) + '1 mon'::interval) - '1 day'::interval))) THEN ((((((((make_date((substr((value #>> '{}'::text[]), 1, 4))::integer, (substr((value #>> '{}'::text[]), 6, 2))::integer, 1) - '1970-01-01'::date) + (substr((value #>> '{}'::text[]), 9, 2))::integer) - 1) * (86400000)::bigint) + ((substr((value #>> '{}'::text[]), 12, 2))::bigint * 3600000)) + ((substr((value #>> '{}'::text[]), 15, 2))::bigint * 60000)) + ((substr((value #>> '{}'::text[]), 18, 2))::bigint * 1000)) + criteria_ms(rtrim(substr((value #>> '{}'::text[]), 21), 'Z'::text))) ELSE NULL::bigint END ELSE NULL::bigint END


CREATE OR REPLACE FUNCTION public.criteria_ms(fraction text)
 RETURNS bigint
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE
RETURN (rpad("left"(COALESCE(fraction, ''::text), 3), 3, '0'::text))::bigint


CREATE OR REPLACE FUNCTION public.criteria_number(value jsonb)
 RETURNS numeric
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE
RETURN CASE WHEN (jsonb_typeof(value) = 'number'::text) THEN (value)::numeric ELSE NULL::numeric END


CREATE OR REPLACE FUNCTION public.criteria_time_of_day(value jsonb)
 RETURNS bigint
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE
RETURN CASE WHEN ((jsonb_typeof(value) = 'string'::text) AND (((value #>> '{}'::text[]) COLLATE "C") ~ '^([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9]([.][0-9]{1,9})?)?$'::text)) THEN (((((substr((value #>> '{}'::text[]), 1, 2))::bigint * 3600000) + ((substr((value #>> '{}'::text[]), 4, 2))::bigint * 60000)) + ((COALESCE(NULLIF(substr((value #>> '{}'::text[]), 7, 2), ''::text), '0'::text))::bigint * 1000)) + criteria_ms(substr((value #>> '{}'::text[]), 10))) ELSE NULL::bigint END


CREATE OR REPLACE FUNCTION public.criteria_whole(value jsonb)
 RETURNS bigint
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE
RETURN CASE WHEN (((criteria_number(value) >= ('-9007199254740991'::bigint)::numeric) AND (criteria_number(value) <= ('9007199254740991'::bigint)::numeric)) AND (criteria_number(value) = trunc(criteria_number(value)))) THEN (criteria_number(value))::bigint ELSE NULL::bigint END


CREATE OR REPLACE FUNCTION public.entity_record_drop()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
BEGIN
  DELETE FROM entity_record WHERE object_type = tg_table_name AND id = old.id;
  RETURN NULL;
END
$function$


CREATE OR REPLACE FUNCTION public.entity_record_put()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
BEGIN
  IF (new.doc #>> '{record,version}')::bigint > 0 THEN
    INSERT INTO entity_record (object_type, id, created_at, updated_at, deleted)
    VALUES (
      tg_table_name, new.id, unix_ms(new.doc ->> 'createdAt'), unix_ms(new.doc #>> '{record,updatedAt}'),
      new.doc #> '{record,deletedAt}' IS NOT NULL)
    ON CONFLICT (object_type, id) DO UPDATE
    SET created_at = excluded.created_at, updated_at = excluded.updated_at, deleted = excluded.deleted;
  END IF;
  RETURN NULL;
END
$function$


CREATE OR REPLACE FUNCTION public.runtime_follow_commit(silo text, loop_index integer, before bigint)
 RETURNS void
 LANGUAGE plpgsql
AS $function$
BEGIN
  FOR attempt IN 1 .. 10 LOOP
    BEGIN
      IF NOT pg_try_advisory_xact_lock_shared(runtime_loop_key(silo, loop_index), (before % 2147483647)::integer)
        OR EXISTS (SELECT FROM loop_commit WHERE silo_id = silo AND loop = loop_index AND number >= before)
      THEN
        RETURN;
      END IF;
      PERFORM runtime_refuse('RT005', 'the commit before has not begun');
    EXCEPTION WHEN SQLSTATE 'RT005' THEN
      PERFORM pg_sleep(attempt * 0.001);
    END;
  END LOOP;
END
$function$


CREATE OR REPLACE FUNCTION public.runtime_loop_key(silo text, loop integer)
 RETURNS integer
 LANGUAGE sql
 IMMUTABLE
RETURN hashtext(((silo || '/'::text) || loop))


CREATE OR REPLACE FUNCTION public.runtime_now()
 RETURNS bigint
 LANGUAGE sql
RETURN ((EXTRACT(epoch FROM clock_timestamp()) * (1000)::numeric))::bigint


CREATE OR REPLACE FUNCTION public.runtime_refuse(code text, reason text)
 RETURNS void
 LANGUAGE plpgsql
AS $function$
BEGIN
  RAISE EXCEPTION USING ERRCODE = code, MESSAGE = reason;
END
$function$


CREATE OR REPLACE FUNCTION public.runtime_state_table(name text)
 RETURNS void
 LANGUAGE plpgsql
AS $function$
BEGIN
  EXECUTE format('ALTER TABLE %I ALTER COLUMN doc SET STATISTICS 0', name);
  IF EXISTS (SELECT FROM pg_settings AS s WHERE s.name = 'default_toast_compression' AND 'lz4' = ANY (s.enumvals)) THEN
    EXECUTE format('ALTER TABLE %I ALTER COLUMN doc SET COMPRESSION lz4', name);
  END IF;
END
$function$


CREATE OR REPLACE FUNCTION public.timeline_horizon()
 RETURNS bigint
 LANGUAGE sql
 STABLE
RETURN ((((pg_snapshot_xmin(pg_current_snapshot()))::text)::bigint + (SELECT cluster.timeline_offset FROM cluster)) << 16)


CREATE OR REPLACE FUNCTION public.timeline_place()
 RETURNS bigint
 LANGUAGE sql
 STABLE
RETURN ((((pg_current_xact_id())::text)::bigint + (SELECT cluster.timeline_offset FROM cluster)) << 16)


CREATE OR REPLACE FUNCTION public.unix_ms(at text)
 RETURNS bigint
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE
RETURN (((((make_date((substr(at, 1, 4))::integer, (substr(at, 6, 2))::integer, (substr(at, 9, 2))::integer) - '1970-01-01'::date) * (86400000)::bigint) + ((substr(at, 12, 2))::integer * 3600000)) + ((substr(at, 15, 2))::integer * 60000)) + (((rtrim(substr(at, 18), 'Z'::text))::double precision * (1000)::double precision))::bigint)


CREATE TABLE access_login (
  id text COLLATE "C" NOT NULL,
  shard integer NOT NULL,
  version bigint NOT NULL,
  doc jsonb NOT NULL,
  CONSTRAINT access_login_pkey PRIMARY KEY (id)
);

CREATE TABLE access_sign_in (
  id text COLLATE "C" NOT NULL,
  shard integer NOT NULL,
  version bigint NOT NULL,
  doc jsonb NOT NULL,
  CONSTRAINT access_sign_in_pkey PRIMARY KEY (id)
);

CREATE TABLE access_user (
  id text COLLATE "C" NOT NULL,
  shard integer NOT NULL,
  version bigint NOT NULL,
  doc jsonb NOT NULL,
  CONSTRAINT access_user_pkey PRIMARY KEY (id)
);

CREATE TABLE api_key (
  id text COLLATE "C" NOT NULL,
  shard integer NOT NULL,
  version bigint NOT NULL,
  doc jsonb NOT NULL,
  CONSTRAINT api_key_pkey PRIMARY KEY (id)
);

CREATE TABLE api_key_use (
  id text COLLATE "C" NOT NULL,
  shard integer NOT NULL,
  version bigint NOT NULL,
  doc jsonb NOT NULL,
  last_used_at bigint GENERATED ALWAYS AS (unix_ms((doc ->> 'lastUsedAt'::text))) STORED,
  CONSTRAINT api_key_use_pkey PRIMARY KEY (id)
);

CREATE TABLE asterisk_settings (
  id text COLLATE "C" NOT NULL,
  shard integer NOT NULL,
  version bigint NOT NULL,
  doc jsonb NOT NULL,
  CONSTRAINT asterisk_settings_pkey PRIMARY KEY (id)
);

CREATE TABLE audit (
  id text COLLATE "C" NOT NULL,
  shard integer NOT NULL,
  version bigint NOT NULL,
  doc jsonb NOT NULL,
  at bigint GENERATED ALWAYS AS (unix_ms((doc ->> 'at'::text))) STORED,
  what text COLLATE "C" GENERATED ALWAYS AS ((doc ->> 'what'::text)) STORED,
  by text COLLATE "C" GENERATED ALWAYS AS ((doc ->> 'by'::text)) STORED,
  subject text COLLATE "C" GENERATED ALWAYS AS ((doc ->> 'subject'::text)) STORED,
  CONSTRAINT audit_pkey PRIMARY KEY (id)
);

CREATE TABLE audit_chain (
  id text COLLATE "C" NOT NULL,
  shard integer NOT NULL,
  version bigint NOT NULL,
  doc jsonb NOT NULL,
  CONSTRAINT audit_chain_pkey PRIMARY KEY (id)
);

CREATE TABLE call (
  id text COLLATE "C" NOT NULL,
  shard integer NOT NULL,
  version bigint NOT NULL,
  doc jsonb NOT NULL,
  source text COLLATE "C" GENERATED ALWAYS AS ((doc ->> 'source'::text)) STORED,
  call_id text COLLATE "C" GENERATED ALWAYS AS ((doc ->> 'callId'::text)) STORED,
  received_at bigint GENERATED ALWAYS AS (unix_ms((doc ->> 'receivedAt'::text))) STORED,
  started_at bigint GENERATED ALWAYS AS (unix_ms((doc #>> '{facts,startedAt}'::text[]))) STORED,
  direction text COLLATE "C" GENERATED ALWAYS AS ((doc #>> '{facts,direction}'::text[])) STORED,
  answered boolean GENERATED ALWAYS AS (COALESCE(((doc #>> '{asked,end,answered}'::text[]))::boolean, ((doc #>> '{facts,answeredAt}'::text[]) IS NOT NULL))) STORED,
  outcome text COLLATE "C" GENERATED ALWAYS AS (COALESCE((doc #>> '{facts,outcome}'::text[]),
CASE
    WHEN ((doc ->> 'phase'::text) = 'ended'::text) THEN
    CASE
        WHEN COALESCE(((doc #>> '{asked,end,answered}'::text[]))::boolean, ((doc #>> '{facts,answeredAt}'::text[]) IS NOT NULL)) THEN 'answered'::text
        ELSE 'noAnswer'::text
    END
    ELSE NULL::text
END)) STORED,
  phase text COLLATE "C" GENERATED ALWAYS AS ((doc ->> 'phase'::text)) STORED,
  client_number text COLLATE "C" GENERATED ALWAYS AS ((doc ->> 'clientNumber'::text)) STORED,
  caller_name text COLLATE "C" GENERATED ALWAYS AS ((doc #>> '{facts,callerName}'::text[])) STORED,
  picked_up_by text COLLATE "C" GENERATED ALWAYS AS ((doc #>> '{asked,pickup,who,userId}'::text[])) STORED,
  responsible_id text COLLATE "C" GENERATED ALWAYS AS ((doc #>> '{decision,responsibleId}'::text[])) STORED,
  project text COLLATE "C" GENERATED ALWAYS AS ((doc #>> '{scenario,project}'::text[])) STORED,
  scenario_version bigint GENERATED ALWAYS AS (((doc #>> '{scenario,version}'::text[]))::bigint) STORED,
  stored_for text COLLATE "C" GENERATED ALWAYS AS (
CASE
    WHEN ((doc #>> '{scenario,version}'::text[]) IS NULL) THEN (doc #>> '{scenario,project}'::text[])
    ELSE NULL::text
END) STORED,
  contact_id text COLLATE "C" GENERATED ALWAYS AS ((doc #>> '{decision,contact,id}'::text[])) STORED,
  deal_id text COLLATE "C" GENERATED ALWAYS AS (COALESCE((doc #>> '{decision,deal,id}'::text[]),
CASE
    WHEN starts_with((doc #>> '{decision,attachedTo}'::text[]), 'deal/'::text) THEN substr((doc #>> '{decision,attachedTo}'::text[]), 6)
    ELSE NULL::text
END)) STORED,
  CONSTRAINT a_call_has_a_start CHECK ((started_at IS NOT NULL)),
  CONSTRAINT a_call_lies_under_its_source_and_id CHECK ((NOT (id IS DISTINCT FROM ((source || '/'::text) || call_id)))),
  CONSTRAINT a_call_was_received CHECK ((received_at IS NOT NULL)),
  CONSTRAINT call_pkey PRIMARY KEY (id)
) WITH (fillfactor=50, toast_tuple_target=4096, autovacuum_vacuum_scale_factor=0.02, autovacuum_analyze_scale_factor=0.02);

CREATE TABLE call_settings (
  id text COLLATE "C" NOT NULL,
  shard integer NOT NULL,
  version bigint NOT NULL,
  doc jsonb NOT NULL,
  CONSTRAINT call_settings_pkey PRIMARY KEY (id)
);

CREATE TABLE cel_call (
  id text COLLATE "C" NOT NULL,
  shard integer NOT NULL,
  version bigint NOT NULL,
  doc jsonb NOT NULL,
  CONSTRAINT cel_call_pkey PRIMARY KEY (id)
) WITH (fillfactor=50, toast_tuple_target=4096, autovacuum_vacuum_scale_factor=0.02, autovacuum_analyze_scale_factor=0.02);

CREATE TABLE cluster (
  only_row integer NOT NULL,
  id text NOT NULL,
  shard_count integer NOT NULL,
  timeline_offset bigint DEFAULT 0 NOT NULL,
  name text DEFAULT 'actorcrm'::text NOT NULL,
  CONSTRAINT a_database_belongs_to_one_cluster CHECK ((only_row = 1)),
  CONSTRAINT cluster_pkey PRIMARY KEY (only_row),
  CONSTRAINT there_are_shards CHECK ((shard_count > 0))
);

CREATE TABLE contact (
  id text COLLATE "C" NOT NULL,
  shard integer NOT NULL,
  version bigint NOT NULL,
  doc jsonb NOT NULL,
  name text COLLATE "C" GENERATED ALWAYS AS ((doc ->> 'name'::text)) STORED,
  known_name text COLLATE "C" GENERATED ALWAYS AS (
CASE
    WHEN ("left"((doc ->> 'name'::text), 1) <> '+'::text) THEN (doc ->> 'name'::text)
    ELSE NULL::text
END) STORED,
  emails jsonb GENERATED ALWAYS AS ((doc -> 'emails'::text)) STORED,
  owner_id text COLLATE "C" GENERATED ALWAYS AS ((doc ->> 'ownerId'::text)) STORED,
  organization_id text COLLATE "C" GENERATED ALWAYS AS ((doc #>> '{organization,id}'::text[])) STORED,
  CONSTRAINT a_contact_has_a_name CHECK ((name IS NOT NULL)),
  CONSTRAINT a_contact_lies_under_its_id CHECK ((NOT (id IS DISTINCT FROM (doc ->> 'id'::text)))),
  CONSTRAINT contact_pkey PRIMARY KEY (id)
) WITH (fillfactor=80, toast_tuple_target=4096, autovacuum_vacuum_scale_factor=0.02, autovacuum_analyze_scale_factor=0.02);

CREATE TABLE contact_email (
  email text COLLATE "C" NOT NULL,
  contact_id text COLLATE "C" NOT NULL,
  CONSTRAINT contact_email_pkey PRIMARY KEY (email, contact_id)
);

CREATE TABLE dead_letter (
  id text COLLATE "C" NOT NULL,
  shard integer NOT NULL,
  grain_type text COLLATE "C" NOT NULL,
  grain_key text COLLATE "C" NOT NULL,
  message_type text COLLATE "C" NOT NULL,
  payload json NOT NULL,
  sent_at bigint NOT NULL,
  failed_at bigint NOT NULL,
  attempts integer NOT NULL,
  error text NOT NULL,
  CONSTRAINT dead_letter_pkey PRIMARY KEY (id)
);

CREATE TABLE deal (
  id text COLLATE "C" NOT NULL,
  shard integer NOT NULL,
  version bigint NOT NULL,
  doc jsonb NOT NULL,
  contact_id text COLLATE "C" GENERATED ALWAYS AS ((doc ->> 'contactId'::text)) STORED,
  owner_id text COLLATE "C" GENERATED ALWAYS AS ((doc ->> 'ownerId'::text)) STORED,
  status text COLLATE "C" GENERATED ALWAYS AS ((doc ->> 'status'::text)) STORED,
  CONSTRAINT a_deal_belongs_to_a_contact CHECK ((contact_id IS NOT NULL)),
  CONSTRAINT a_deal_is_open_won_or_lost CHECK ((status = ANY (ARRAY['open'::text, 'won'::text, 'lost'::text]))),
  CONSTRAINT a_deal_lies_under_its_id CHECK ((NOT (id IS DISTINCT FROM (doc ->> 'id'::text)))),
  CONSTRAINT deal_pkey PRIMARY KEY (id)
) WITH (fillfactor=60, toast_tuple_target=4096, autovacuum_vacuum_scale_factor=0.02, autovacuum_analyze_scale_factor=0.02);

CREATE TABLE effect (
  id text COLLATE "C" NOT NULL,
  shard integer NOT NULL,
  grain_type text COLLATE "C" NOT NULL,
  grain_key text COLLATE "C" NOT NULL,
  kind text COLLATE "C" NOT NULL,
  message_type text COLLATE "C" NOT NULL,
  payload json NOT NULL,
  idempotency_key text COLLATE "C" NOT NULL,
  state text DEFAULT 'pending'::text NOT NULL,
  due_at bigint NOT NULL,
  attempts integer DEFAULT 0 NOT NULL,
  token bigint DEFAULT 0 NOT NULL,
  owner text COLLATE "C",
  error text,
  CONSTRAINT an_effect_is_asked_for_once UNIQUE (kind, idempotency_key),
  CONSTRAINT an_effect_is_pending_or_running CHECK ((state = ANY (ARRAY['pending'::text, 'running'::text]))),
  CONSTRAINT effect_pkey PRIMARY KEY (id)
) WITH (autovacuum_vacuum_scale_factor=0.01, autovacuum_vacuum_threshold=5000, autovacuum_vacuum_cost_delay=0);

CREATE TABLE employees (
  id text COLLATE "C" NOT NULL,
  shard integer NOT NULL,
  version bigint NOT NULL,
  doc jsonb NOT NULL,
  CONSTRAINT employees_pkey PRIMARY KEY (id)
);

CREATE TABLE entity_record (
  object_type text COLLATE "C" NOT NULL,
  id text COLLATE "C" NOT NULL,
  created_at bigint NOT NULL,
  updated_at bigint NOT NULL,
  deleted boolean NOT NULL,
  CONSTRAINT entity_record_pkey PRIMARY KEY (object_type, id)
) WITH (fillfactor=80, autovacuum_vacuum_scale_factor=0.02, autovacuum_analyze_scale_factor=0.02);

CREATE TABLE form_submission (
  id text COLLATE "C" NOT NULL,
  shard integer NOT NULL,
  version bigint NOT NULL,
  doc jsonb NOT NULL,
  source text COLLATE "C" GENERATED ALWAYS AS ((doc ->> 'source'::text)) STORED,
  form_id text COLLATE "C" GENERATED ALWAYS AS ((doc ->> 'formId'::text)) STORED,
  received_at bigint GENERATED ALWAYS AS (unix_ms((doc ->> 'receivedAt'::text))) STORED,
  client_number text COLLATE "C" GENERATED ALWAYS AS ((doc #>> '{asked,clientNumber}'::text[])) STORED,
  contact_id text COLLATE "C" GENERATED ALWAYS AS ((doc #>> '{decision,contact,id}'::text[])) STORED,
  CONSTRAINT a_form_lies_under_its_source_and_id CHECK ((NOT (id IS DISTINCT FROM ((source || '/'::text) || form_id)))),
  CONSTRAINT form_submission_pkey PRIMARY KEY (id)
) WITH (fillfactor=80, toast_tuple_target=4096);

CREATE TABLE inbox (
  id text COLLATE "C" NOT NULL,
  shard integer NOT NULL,
  grain_type text COLLATE "C" NOT NULL,
  grain_key text COLLATE "C" NOT NULL,
  message_type text COLLATE "C" NOT NULL,
  payload json NOT NULL,
  sent_at bigint NOT NULL,
  due_at bigint NOT NULL,
  attempts integer DEFAULT 0 NOT NULL,
  reply_to text COLLATE "C",
  CONSTRAINT inbox_pkey PRIMARY KEY (id)
) WITH (autovacuum_vacuum_scale_factor=0, autovacuum_vacuum_threshold=5000, autovacuum_vacuum_cost_delay=0);

CREATE TABLE loop_commit (
  silo_id text COLLATE "C" NOT NULL,
  loop integer NOT NULL,
  number bigint NOT NULL,
  fence bigint NOT NULL,
  CONSTRAINT loop_commit_pkey PRIMARY KEY (silo_id, loop)
) WITH (fillfactor=10);

CREATE TABLE migration (
  owner text NOT NULL,
  number integer NOT NULL,
  name text NOT NULL,
  CONSTRAINT migration_pkey PRIMARY KEY (owner, number)
);

CREATE TABLE network (
  id text COLLATE "C" NOT NULL,
  shard integer NOT NULL,
  version bigint NOT NULL,
  doc jsonb NOT NULL,
  CONSTRAINT network_pkey PRIMARY KEY (id)
);

CREATE TABLE object_type (
  id text COLLATE "C" NOT NULL,
  shard integer NOT NULL,
  version bigint NOT NULL,
  doc jsonb NOT NULL,
  CONSTRAINT object_type_pkey PRIMARY KEY (id)
);

CREATE TABLE organization (
  id text COLLATE "C" NOT NULL,
  shard integer NOT NULL,
  version bigint NOT NULL,
  doc jsonb NOT NULL,
  name text COLLATE "C" GENERATED ALWAYS AS ((doc ->> 'name'::text)) STORED,
  known_name text COLLATE "C" GENERATED ALWAYS AS (
CASE
    WHEN ("left"((doc ->> 'name'::text), 1) <> '+'::text) THEN (doc ->> 'name'::text)
    ELSE NULL::text
END) STORED,
  owner_id text COLLATE "C" GENERATED ALWAYS AS ((doc ->> 'ownerId'::text)) STORED,
  CONSTRAINT an_organization_has_a_name CHECK ((name IS NOT NULL)),
  CONSTRAINT an_organization_lies_under_its_id CHECK ((NOT (id IS DISTINCT FROM (doc ->> 'id'::text)))),
  CONSTRAINT organization_pkey PRIMARY KEY (id)
) WITH (fillfactor=80);

CREATE TABLE organization_name (
  id text COLLATE "C" NOT NULL,
  shard integer NOT NULL,
  version bigint NOT NULL,
  doc jsonb NOT NULL,
  CONSTRAINT organization_name_pkey PRIMARY KEY (id)
) WITH (fillfactor=80);

CREATE TABLE phone_number (
  id text COLLATE "C" NOT NULL,
  shard integer NOT NULL,
  version bigint NOT NULL,
  doc jsonb NOT NULL,
  CONSTRAINT phone_number_pkey PRIMARY KEY (id)
) WITH (fillfactor=80, autovacuum_vacuum_scale_factor=0.02, autovacuum_analyze_scale_factor=0.02);

CREATE TABLE record (
  id text COLLATE "C" NOT NULL,
  shard integer NOT NULL,
  version bigint NOT NULL,
  doc jsonb NOT NULL,
  object_type text COLLATE "C" GENERATED ALWAYS AS ((doc ->> 'objectType'::text)) STORED,
  record_id text COLLATE "C" GENERATED ALWAYS AS ((doc ->> 'id'::text)) STORED,
  created_at bigint GENERATED ALWAYS AS (
CASE
    WHEN (((doc ->> 'version'::text))::bigint > 0) THEN unix_ms((doc ->> 'createdAt'::text))
    ELSE NULL::bigint
END) STORED,
  updated_at bigint GENERATED ALWAYS AS (
CASE
    WHEN (((doc ->> 'version'::text))::bigint > 0) THEN unix_ms((doc ->> 'updatedAt'::text))
    ELSE NULL::bigint
END) STORED,
  deleted boolean GENERATED ALWAYS AS (((doc ->> 'deletedAt'::text) IS NOT NULL)) STORED,
  CONSTRAINT a_record_lies_under_its_type_and_id CHECK ((NOT (id IS DISTINCT FROM ((object_type || '/'::text) || record_id)))),
  CONSTRAINT record_pkey PRIMARY KEY (id)
) WITH (fillfactor=80, toast_tuple_target=4096, autovacuum_vacuum_scale_factor=0.02, autovacuum_analyze_scale_factor=0.02);

CREATE TABLE record_import (
  id text COLLATE "C" NOT NULL,
  shard integer NOT NULL,
  version bigint NOT NULL,
  doc jsonb NOT NULL,
  CONSTRAINT record_import_pkey PRIMARY KEY (id)
) WITH (fillfactor=50, autovacuum_vacuum_scale_factor=0, autovacuum_vacuum_threshold=1000);

CREATE TABLE record_import_faults (
  id text COLLATE "C" NOT NULL,
  shard integer NOT NULL,
  version bigint NOT NULL,
  doc jsonb NOT NULL,
  CONSTRAINT record_import_faults_pkey PRIMARY KEY (id)
);

CREATE TABLE record_import_part (
  id text COLLATE "C" NOT NULL,
  shard integer NOT NULL,
  version bigint NOT NULL,
  doc jsonb NOT NULL,
  CONSTRAINT record_import_part_pkey PRIMARY KEY (id)
);

CREATE TABLE record_owner (
  id text COLLATE "C" NOT NULL,
  shard integer NOT NULL,
  version bigint NOT NULL,
  doc jsonb NOT NULL,
  group_id text COLLATE "C" GENERATED ALWAYS AS ((doc ->> 'groupId'::text)) STORED,
  privacy_level integer GENERATED ALWAYS AS (((doc ->> 'privacyLevel'::text))::integer) STORED,
  CONSTRAINT an_owner_lies_under_its_record CHECK ((NOT (id IS DISTINCT FROM (doc ->> 'record'::text)))),
  CONSTRAINT an_owner_says_how_private_the_record_is CHECK ((privacy_level >= 0)),
  CONSTRAINT record_owner_pkey PRIMARY KEY (id)
) WITH (fillfactor=80);

CREATE TABLE reminder (
  grain_type text COLLATE "C" NOT NULL,
  grain_key text COLLATE "C" NOT NULL,
  name text COLLATE "C" NOT NULL,
  shard integer NOT NULL,
  due_at bigint NOT NULL,
  message_type text COLLATE "C" NOT NULL,
  payload json NOT NULL,
  CONSTRAINT reminder_pkey PRIMARY KEY (grain_type, grain_key, name)
) WITH (autovacuum_vacuum_scale_factor=0.01, autovacuum_vacuum_threshold=5000, autovacuum_vacuum_cost_delay=0);

CREATE TABLE reply (
  silo_id text COLLATE "C" NOT NULL,
  id text COLLATE "C" NOT NULL,
  type text COLLATE "C",
  payload text NOT NULL,
  CONSTRAINT reply_pkey PRIMARY KEY (silo_id, id)
) WITH (autovacuum_vacuum_scale_factor=0, autovacuum_vacuum_threshold=5000, autovacuum_vacuum_cost_delay=0);

CREATE TABLE scenario (
  id text COLLATE "C" NOT NULL,
  shard integer NOT NULL,
  version bigint NOT NULL,
  doc jsonb NOT NULL,
  CONSTRAINT scenario_pkey PRIMARY KEY (id)
);

CREATE TABLE shard (
  shard integer NOT NULL,
  owner text COLLATE "C",
  epoch bigint DEFAULT 0 NOT NULL,
  CONSTRAINT shard_pkey PRIMARY KEY (shard)
) WITH (fillfactor=50);

CREATE TABLE silo (
  id text COLLATE "C" NOT NULL,
  host_id text COLLATE "C" NOT NULL,
  name text NOT NULL,
  address text NOT NULL,
  version text NOT NULL,
  application text NOT NULL,
  state text NOT NULL,
  started_at bigint NOT NULL,
  lease_until bigint NOT NULL,
  vitals json NOT NULL,
  drain_requested boolean DEFAULT false NOT NULL,
  CONSTRAINT a_silo_is_active_or_draining CHECK ((state = ANY (ARRAY['active'::text, 'draining'::text]))),
  CONSTRAINT silo_pkey PRIMARY KEY (id)
) WITH (fillfactor=10);

CREATE TABLE silo_history (
  minute bigint NOT NULL,
  silo_id text COLLATE "C" NOT NULL,
  name text NOT NULL,
  numbers json NOT NULL,
  CONSTRAINT silo_history_pkey PRIMARY KEY (minute, silo_id)
);

CREATE TABLE task (
  id text COLLATE "C" NOT NULL,
  shard integer NOT NULL,
  version bigint NOT NULL,
  doc jsonb NOT NULL,
  assignee_id text COLLATE "C" GENERATED ALWAYS AS ((doc ->> 'assigneeId'::text)) STORED,
  completed boolean GENERATED ALWAYS AS (((doc ->> 'completed'::text))::boolean) STORED,
  due_at bigint GENERATED ALWAYS AS (unix_ms((doc ->> 'dueAt'::text))) STORED,
  deal_id text COLLATE "C" GENERATED ALWAYS AS ((doc ->> 'dealId'::text)) STORED,
  contact_id text COLLATE "C" GENERATED ALWAYS AS ((doc ->> 'contactId'::text)) STORED,
  call text COLLATE "C" GENERATED ALWAYS AS ((doc ->> 'call'::text)) STORED,
  CONSTRAINT a_task_has_an_assignee CHECK ((assignee_id IS NOT NULL)),
  CONSTRAINT a_task_is_completed_or_not CHECK ((completed IS NOT NULL)),
  CONSTRAINT a_task_lies_under_its_id CHECK ((NOT (id IS DISTINCT FROM (doc ->> 'id'::text)))),
  CONSTRAINT task_pkey PRIMARY KEY (id)
) WITH (fillfactor=60, autovacuum_vacuum_scale_factor=0.02, autovacuum_analyze_scale_factor=0.02);

CREATE TABLE timeline (
  seq bigint NOT NULL,
  entity_type text COLLATE "C" NOT NULL,
  entity_id text COLLATE "C" NOT NULL,
  at bigint NOT NULL,
  what text COLLATE "C" NOT NULL,
  by text NOT NULL,
  rule text,
  why text,
  call text COLLATE "C",
  data json,
  CONSTRAINT timeline_pkey PRIMARY KEY (seq)
) WITH (autovacuum_vacuum_insert_scale_factor=0.02);

CREATE TABLE unique_value (
  id text COLLATE "C" NOT NULL,
  shard integer NOT NULL,
  version bigint NOT NULL,
  doc jsonb NOT NULL,
  CONSTRAINT unique_value_pkey PRIMARY KEY (id)
) WITH (fillfactor=80, autovacuum_vacuum_scale_factor=0.02, autovacuum_analyze_scale_factor=0.02);

CREATE TABLE webhook (
  id text COLLATE "C" NOT NULL,
  shard integer NOT NULL,
  version bigint NOT NULL,
  doc jsonb NOT NULL,
  CONSTRAINT webhook_pkey PRIMARY KEY (id)
);

CREATE TABLE webhook_feed (
  id text COLLATE "C" NOT NULL,
  shard integer NOT NULL,
  version bigint NOT NULL,
  doc jsonb NOT NULL,
  CONSTRAINT webhook_feed_pkey PRIMARY KEY (id)
) WITH (fillfactor=10, autovacuum_vacuum_scale_factor=0, autovacuum_vacuum_threshold=1000);

CREATE TABLE webhook_outbox (
  id text COLLATE "C" NOT NULL,
  shard integer NOT NULL,
  version bigint NOT NULL,
  doc jsonb NOT NULL,
  CONSTRAINT webhook_outbox_pkey PRIMARY KEY (id)
) WITH (autovacuum_vacuum_scale_factor=0, autovacuum_vacuum_threshold=1000);

CREATE UNIQUE INDEX access_login_pkey ON public.access_login USING btree (id);

CREATE UNIQUE INDEX access_sign_in_pkey ON public.access_sign_in USING btree (id);

CREATE UNIQUE INDEX access_user_pkey ON public.access_user USING btree (id);

CREATE UNIQUE INDEX api_key_pkey ON public.api_key USING btree (id);

CREATE UNIQUE INDEX api_key_use_pkey ON public.api_key_use USING btree (id);

CREATE UNIQUE INDEX asterisk_settings_pkey ON public.asterisk_settings USING btree (id);

CREATE INDEX audit_by_subject ON public.audit USING btree (subject, id) WHERE (subject IS NOT NULL);

CREATE INDEX audit_by_what ON public.audit USING btree (what, id);

CREATE INDEX audit_by_who ON public.audit USING btree (by, id);

CREATE UNIQUE INDEX audit_pkey ON public.audit USING btree (id);

CREATE UNIQUE INDEX audit_chain_pkey ON public.audit_chain USING btree (id);

CREATE INDEX call_by_client_number ON public.call USING btree (client_number, started_at, id) WHERE (client_number IS NOT NULL);

CREATE INDEX call_by_contact ON public.call USING btree (contact_id, started_at, id) WHERE (contact_id IS NOT NULL);

CREATE INDEX call_by_start ON public.call USING btree (started_at, id);

CREATE UNIQUE INDEX call_pkey ON public.call USING btree (id);

CREATE INDEX call_stored_only ON public.call USING btree (stored_for, started_at, id) WHERE (stored_for IS NOT NULL);

CREATE UNIQUE INDEX call_settings_pkey ON public.call_settings USING btree (id);

CREATE UNIQUE INDEX cel_call_pkey ON public.cel_call USING btree (id);

CREATE UNIQUE INDEX cluster_pkey ON public.cluster USING btree (only_row);

CREATE INDEX contact_by_name ON public.contact USING btree (lower(known_name), id) WHERE (known_name IS NOT NULL);

CREATE UNIQUE INDEX contact_pkey ON public.contact USING btree (id);

CREATE UNIQUE INDEX contact_email_pkey ON public.contact_email USING btree (email, contact_id);

CREATE INDEX dead_letter_by_shard ON public.dead_letter USING btree (shard, id);

CREATE UNIQUE INDEX dead_letter_pkey ON public.dead_letter USING btree (id);

CREATE INDEX deal_by_contact ON public.deal USING btree (contact_id, id);

CREATE INDEX deal_open_by_owner ON public.deal USING btree (owner_id, id) WHERE (status = 'open'::text);

CREATE UNIQUE INDEX deal_pkey ON public.deal USING btree (id);

CREATE UNIQUE INDEX an_effect_is_asked_for_once ON public.effect USING btree (kind, idempotency_key);

CREATE INDEX effect_by_due ON public.effect USING btree (due_at);

CREATE INDEX effect_by_shard ON public.effect USING btree (shard, kind, state);

CREATE UNIQUE INDEX effect_pkey ON public.effect USING btree (id);

CREATE UNIQUE INDEX employees_pkey ON public.employees USING btree (id);

CREATE INDEX entity_record_by_change ON public.entity_record USING btree (object_type, updated_at, id);

CREATE INDEX entity_record_by_creation ON public.entity_record USING btree (object_type, created_at, id);

CREATE INDEX entity_record_deleted ON public.entity_record USING btree (object_type, created_at, id) WHERE deleted;

CREATE UNIQUE INDEX entity_record_pkey ON public.entity_record USING btree (object_type, id);

CREATE INDEX form_by_client_number ON public.form_submission USING btree (client_number, received_at, id) WHERE (client_number IS NOT NULL);

CREATE INDEX form_by_contact ON public.form_submission USING btree (contact_id, received_at, id) WHERE (contact_id IS NOT NULL);

CREATE INDEX form_by_receipt ON public.form_submission USING btree (received_at, id);

CREATE UNIQUE INDEX form_submission_pkey ON public.form_submission USING btree (id);

CREATE INDEX inbox_by_due ON public.inbox USING btree (shard, due_at, id);

CREATE UNIQUE INDEX inbox_pkey ON public.inbox USING btree (id);

CREATE UNIQUE INDEX loop_commit_pkey ON public.loop_commit USING btree (silo_id, loop);

CREATE UNIQUE INDEX migration_pkey ON public.migration USING btree (owner, number);

CREATE UNIQUE INDEX network_pkey ON public.network USING btree (id);

CREATE UNIQUE INDEX object_type_pkey ON public.object_type USING btree (id);

CREATE INDEX organization_by_name ON public.organization USING btree (lower(known_name), id) WHERE (known_name IS NOT NULL);

CREATE UNIQUE INDEX organization_pkey ON public.organization USING btree (id);

CREATE UNIQUE INDEX organization_name_pkey ON public.organization_name USING btree (id);

CREATE UNIQUE INDEX phone_number_pkey ON public.phone_number USING btree (id);

CREATE INDEX record_by_change ON public.record USING btree (object_type, updated_at, id) WHERE (created_at IS NOT NULL);

CREATE INDEX record_by_creation ON public.record USING btree (object_type, created_at, id) WHERE (created_at IS NOT NULL);

CREATE INDEX record_deleted ON public.record USING btree (object_type, created_at, id) WHERE deleted;

CREATE UNIQUE INDEX record_pkey ON public.record USING btree (id);

CREATE UNIQUE INDEX record_import_pkey ON public.record_import USING btree (id);

CREATE UNIQUE INDEX record_import_faults_pkey ON public.record_import_faults USING btree (id);

CREATE UNIQUE INDEX record_import_part_pkey ON public.record_import_part USING btree (id);

CREATE UNIQUE INDEX record_owner_pkey ON public.record_owner USING btree (id);

CREATE INDEX reminder_by_due ON public.reminder USING btree (shard, due_at);

CREATE UNIQUE INDEX reminder_pkey ON public.reminder USING btree (grain_type, grain_key, name);

CREATE UNIQUE INDEX reply_pkey ON public.reply USING btree (silo_id, id);

CREATE UNIQUE INDEX scenario_pkey ON public.scenario USING btree (id);

CREATE UNIQUE INDEX shard_pkey ON public.shard USING btree (shard);

CREATE UNIQUE INDEX silo_pkey ON public.silo USING btree (id);

CREATE UNIQUE INDEX silo_history_pkey ON public.silo_history USING btree (minute, silo_id);

CREATE INDEX task_by_call ON public.task USING btree (call, id);

CREATE INDEX task_by_contact ON public.task USING btree (contact_id, id) WHERE (contact_id IS NOT NULL);

CREATE INDEX task_by_deal ON public.task USING btree (deal_id, id) WHERE (deal_id IS NOT NULL);

CREATE INDEX task_open_by_assignee ON public.task USING btree (assignee_id, id) WHERE (NOT completed);

CREATE UNIQUE INDEX task_pkey ON public.task USING btree (id);

CREATE INDEX timeline_by_entity ON public.timeline USING btree (entity_id, seq);

CREATE UNIQUE INDEX timeline_pkey ON public.timeline USING btree (seq);

CREATE UNIQUE INDEX unique_value_pkey ON public.unique_value USING btree (id);

CREATE UNIQUE INDEX webhook_pkey ON public.webhook USING btree (id);

CREATE UNIQUE INDEX webhook_feed_pkey ON public.webhook_feed USING btree (id);

CREATE UNIQUE INDEX webhook_outbox_pkey ON public.webhook_outbox USING btree (id);

CREATE TRIGGER audit_append_only BEFORE DELETE OR UPDATE ON public.audit FOR EACH ROW EXECUTE FUNCTION audit_is_append_only();

CREATE TRIGGER audit_no_truncate BEFORE TRUNCATE ON public.audit FOR EACH STATEMENT EXECUTE FUNCTION audit_is_append_only();

CREATE TRIGGER contact_deleted AFTER DELETE ON public.contact FOR EACH ROW WHEN ((old.emails IS NOT NULL)) EXECUTE FUNCTION contact_email_drop();

CREATE TRIGGER contact_inserted AFTER INSERT ON public.contact FOR EACH ROW WHEN ((new.emails IS NOT NULL)) EXECUTE FUNCTION contact_email_put();

CREATE TRIGGER contact_listed AFTER INSERT OR UPDATE ON public.contact FOR EACH ROW WHEN ((new.doc ? 'record'::text)) EXECUTE FUNCTION entity_record_put();

CREATE TRIGGER contact_unlisted AFTER DELETE ON public.contact FOR EACH ROW WHEN ((old.doc ? 'record'::text)) EXECUTE FUNCTION entity_record_drop();

CREATE TRIGGER contact_updated_1_drop AFTER UPDATE ON public.contact FOR EACH ROW WHEN (((old.emails IS NOT NULL) AND (old.emails IS DISTINCT FROM new.emails))) EXECUTE FUNCTION contact_email_drop();

CREATE TRIGGER contact_updated_2_put AFTER UPDATE ON public.contact FOR EACH ROW WHEN (((new.emails IS NOT NULL) AND (old.emails IS DISTINCT FROM new.emails))) EXECUTE FUNCTION contact_email_put();

CREATE TRIGGER deal_listed AFTER INSERT OR UPDATE ON public.deal FOR EACH ROW WHEN ((new.doc ? 'record'::text)) EXECUTE FUNCTION entity_record_put();

CREATE TRIGGER deal_unlisted AFTER DELETE ON public.deal FOR EACH ROW WHEN ((old.doc ? 'record'::text)) EXECUTE FUNCTION entity_record_drop();

CREATE TRIGGER organization_listed AFTER INSERT OR UPDATE ON public.organization FOR EACH ROW WHEN ((new.doc ? 'record'::text)) EXECUTE FUNCTION entity_record_put();

CREATE TRIGGER organization_unlisted AFTER DELETE ON public.organization FOR EACH ROW WHEN ((old.doc ? 'record'::text)) EXECUTE FUNCTION entity_record_drop();

CREATE TRIGGER task_listed AFTER INSERT OR UPDATE ON public.task FOR EACH ROW WHEN ((new.doc ? 'record'::text)) EXECUTE FUNCTION entity_record_put();

CREATE TRIGGER task_unlisted AFTER DELETE ON public.task FOR EACH ROW WHEN ((old.doc ? 'record'::text)) EXECUTE FUNCTION entity_record_drop();
